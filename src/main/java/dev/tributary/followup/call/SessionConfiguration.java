package dev.tributary.followup.call;

import dev.tributary.egress.OutgoingHttp;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SessionConfiguration {

    private static final Duration TOTAL = Duration.ofSeconds(15);
    private static final int ANSWER_BYTES = 64 << 10;
    private static final int CONNECTIONS = 16;

    @Bean
    Sessions followUpSessions(OutgoingHttp outgoing) {
        return new Sessions(
                outgoing.client(new OutgoingHttp.Limits(TOTAL, ANSWER_BYTES, false, CONNECTIONS, CONNECTIONS)));
    }
}

package dev.tributary.ingest.webhook;

import dev.tributary.event.TimeOrderedId;
import dev.tributary.mapping.EventMapper;
import dev.tributary.source.rule.SourceRules;
import dev.tributary.verification.WebhookVerifier;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class WebhookConfiguration {

    @Bean
    WebhookHandler webhookHandler(
            WebhookVerifier verifier, EventMapper mapper, SourceRules rules, TimeOrderedId ids, Clock clock) {
        return new WebhookHandler(verifier, mapper, rules, ids, clock);
    }
}

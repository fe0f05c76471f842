package dev.tributary.egress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.egress.address.AddressRules;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.jspecify.annotations.Nullable;

/** Calls by a guarded client through camel-http, as the routes do it. */
final class CallingRoute implements AutoCloseable {

    static final OutgoingHttp.Limits CUT = new OutgoingHttp.Limits(Duration.ofSeconds(2), 64 * 1024, true, 4, 8);

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final CloseableHttpClient client;
    private final ProducerTemplate calls;

    CallingRoute(OutgoingHttp.Limits limits, AddressRules rules, DnsResolver names) {
        client = new OutgoingHttp(rules, names).client(limits);
        try {
            camel.getRegistry().bind("limited", client);
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    errorHandler(noErrorHandler());
                    from("direct:call")
                            .to("https://target.invalid?httpClient=#limited&httpMethod=POST"
                                    + "&throwExceptionOnFailure=false&copyHeaders=false");
                }
            });
            camel.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        calls = camel.createProducerTemplate();
    }

    /** Calls that may go to loopback. */
    CallingRoute(OutgoingHttp.Limits limits) {
        this(limits, loopback(), SystemDefaultDnsResolver.INSTANCE);
    }

    static AddressRules loopback() {
        return new AddressRules(new AddressRules.Settings(List.of("127.0.0.0/8")));
    }

    Exchange call(String url) {
        return call(url, "1");
    }

    Exchange call(String url, String id) {
        return calls.request("direct:call", exchange -> {
            exchange.getMessage().setBody("{}".getBytes(UTF_8));
            exchange.getMessage().setHeaders(Map.of("Content-Type", "application/json", "webhook-id", id));
            exchange.getMessage().setHeader(OutgoingHttp.TARGET, url);
        });
    }

    static int status(Exchange answer) {
        assertThat(answer.getException()).isNull();
        return answer.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
    }

    static byte @Nullable [] body(Exchange answer) {
        return answer.getMessage().getBody(byte[].class);
    }

    @Override
    public void close() throws IOException {
        camel.close();
        client.close();
    }
}

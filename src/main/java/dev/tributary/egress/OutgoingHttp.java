package dev.tributary.egress;

import dev.tributary.egress.address.AddressRules;
import dev.tributary.egress.address.NameLookup;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SchemePortResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.concurrent.DefaultThreadFactory;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Makes the HTTP clients that keep the address rules. Such a client sends each request once, except on a kept connection
 * that turns out to be closed, see {@link ReusedConnections}: it follows no redirect, repeats nothing else, returns no cookie, answers no challenge, uses no proxy, and inflates only answers that must be whole. Proof of a server is the
 * trust store of the Java runtime.
 *
 * <p>To be named as {@code httpClient} of a camel-http endpoint with one fixed address. Before it the route removes all
 * headers, sets those to be sent and, last, {@link #TARGET} to what {@link AddressRules#check} has returned. The client
 * checks it again and does not send this header. {@code CamelHttpUri} would work too, but camel-http encodes {@code ~}
 * and knows no host with an underscore.
 */
public final class OutgoingHttp {

    /** What every request introduces itself with. */
    public static final String USER_AGENT = "Tributary";

    /** The header that names the URI of a call. */
    public static final String TARGET = "Tributary-Target";

    private static final Duration LOOKUP_TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_LOOKUPS = 64;
    private static final Timeout LEASE = Timeout.ofSeconds(1);
    private static final Timeout CONNECT = Timeout.ofSeconds(3);
    private static final Timeout SILENCE = Timeout.ofSeconds(10);
    private static final TimeValue KEPT_IDLE = TimeValue.ofSeconds(20);
    private static final TimeValue KEPT_AT_MOST = TimeValue.ofMinutes(5);
    private static final Http1Config HEADERS = Http1Config.custom()
            .setMaxHeaderCount(100)
            .setMaxLineLength(16 * 1024)
            .build();

    private final AddressRules rules;
    private final NameLookup names;
    private final ScheduledExecutorService timer;

    OutgoingHttp(AddressRules rules, DnsResolver names) {
        this.rules = rules;
        this.names = new NameLookup(names, LOOKUP_TIMEOUT, MAX_LOOKUPS);
        this.timer = Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("egress-deadline", true));
    }

    /**
     * How much one call may take.
     *
     * @param total time from waiting for a connection to the last byte; then the call is aborted
     * @param body bytes that are read of an answer
     * @param cut whether a longer answer is cut there; otherwise it is an error
     * @param perHost connections to one host and port at a time
     * @param connections at a time, to all
     */
    public record Limits(Duration total, int body, boolean cut, int perHost, int connections) {}

    /**
     * No connection was free within a second, because the caller makes more calls at a time than its {@link Limits} have
     * connections, or the calling thread was interrupted before it had one. Nothing was sent, so this is not an attempt.
     */
    public static final class NoConnectionException extends IOException {

        private static final long serialVersionUID = 1L;

        NoConnectionException(Throwable cause) {
            super("no connection was free", cause);
        }
    }

    /** A client with a connection pool of its own. Closing it closes its connections. */
    public CloseableHttpClient client(Limits limits) {
        return client(limits, bytes -> {});
    }

    /** As the other one, for calls that are made by {@link AnswerMemory#during}. */
    public CloseableHttpClient client(Limits limits, AnswerMemory memory) {
        return client(limits, memory::take);
    }

    private CloseableHttpClient client(Limits limits, AnswerLimit.Memory memory) {
        return HttpClientBuilder.create()
                .setConnectionManager(connections(limits))
                .setRoutePlanner(new TargetPlanner(rules))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(LEASE)
                        .setResponseTimeout(SILENCE)
                        .setConnectionKeepAlive(KEPT_IDLE)
                        .setRedirectsEnabled(false)
                        .setAuthenticationEnabled(false)
                        .setContentCompressionEnabled(false)
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .setUserAgent(USER_AGENT)
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableContentCompression()
                .disableAuthCaching()
                .disableConnectionState()
                .setRequestExecutor(new ReusedConnections.Executor())
                .addExecInterceptorFirst("answer-limit", new AnswerLimit(limits, memory, timer))
                .addExecInterceptorBefore(ChainElement.PROTOCOL.name(), "reused-connections", new ReusedConnections())
                .build();
    }

    private HttpClientConnectionManager connections(Limits limits) {
        return new GuardedPool(rules, names)
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(HEADERS)
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT)
                        .setSocketTimeout(SILENCE)
                        .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                        .setTimeToLive(KEPT_AT_MOST)
                        .build())
                .setDefaultTlsConfig(
                        TlsConfig.custom().setHandshakeTimeout(SILENCE).build())
                .setMaxConnPerRoute(limits.perHost())
                .setMaxConnTotal(limits.connections())
                .useSystemProperties()
                .build();
    }

    private static final class GuardedPool extends PoolingHttpClientConnectionManagerBuilder {

        private final AddressRules rules;
        private final NameLookup names;

        GuardedPool(AddressRules rules, NameLookup names) {
            this.rules = rules;
            this.names = names;
        }

        @Override
        protected HttpClientConnectionOperator createConnectionOperator(
                @Nullable SchemePortResolver ports, @Nullable DnsResolver unguarded, TlsSocketStrategy tls) {
            return new GuardedConnector(rules, names, tls);
        }
    }
}

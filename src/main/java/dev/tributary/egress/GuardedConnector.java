package dev.tributary.egress;

import dev.tributary.egress.address.AddressRules;
import dev.tributary.egress.address.NameLookup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.net.NamedEndpoint;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** Opens connections, plain ones under the stricter rule for them, and none for a call whose time is over. */
final class GuardedConnector implements HttpClientConnectionOperator {

    private final HttpClientConnectionOperator plain;
    private final HttpClientConnectionOperator secure;

    GuardedConnector(AddressRules rules, NameLookup names, TlsSocketStrategy tls) {
        this.plain = new Punctual(new GuardedResolver(rules, names, false), tls);
        this.secure = new Punctual(new GuardedResolver(rules, names, true), tls);
    }

    @Override
    public void connect(
            ManagedHttpClientConnection connection,
            HttpHost host,
            InetSocketAddress localAddress,
            TimeValue connectTimeout,
            SocketConfig socketConfig,
            HttpContext context)
            throws IOException {
        connect(
                connection,
                host,
                null,
                localAddress,
                Timeout.of(connectTimeout.toDuration()),
                socketConfig,
                null,
                context);
    }

    @Override
    public void connect(
            ManagedHttpClientConnection connection,
            HttpHost host,
            @Nullable NamedEndpoint name,
            @Nullable InetSocketAddress localAddress,
            Timeout connectTimeout,
            SocketConfig socketConfig,
            @Nullable Object attachment,
            HttpContext context)
            throws IOException {
        if (host.getAddress() != null) {
            throw new UnknownHostException("only a host that is looked up here is connected");
        }
        HttpClientConnectionOperator operator = "https".equalsIgnoreCase(host.getSchemeName()) ? secure : plain;
        operator.connect(connection, host, name, localAddress, connectTimeout, socketConfig, attachment, context);
    }

    @Override
    public void upgrade(ManagedHttpClientConnection connection, HttpHost host, HttpContext context) throws IOException {
        throw new IOException("no change of protocol was offered", new ProtocolException("upgrade"));
    }

    /** An address that is slow to answer must not make the call go on to the next one for ever. */
    private static final class Punctual extends DefaultHttpClientConnectionOperator {

        Punctual(DnsResolver resolver, TlsSocketStrategy tls) {
            super(
                    null,
                    resolver,
                    RegistryBuilder.<TlsSocketStrategy>create()
                            .register("https", tls)
                            .build());
        }

        @Override
        protected void onBeforeSocketConnect(HttpContext context, HttpHost host) {
            AnswerLimit.Deadline.check(context);
        }

        @Override
        protected void onBeforeTlsHandshake(HttpContext context, HttpHost host) {
            AnswerLimit.Deadline.check(context);
        }
    }
}

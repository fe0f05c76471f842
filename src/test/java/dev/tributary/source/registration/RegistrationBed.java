package dev.tributary.source.registration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import dev.tributary.egress.TestCertificates;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A source's id on a gateway that tests with the same settings share, and a double of a provider whose certificate it trusts. */
final class RegistrationBed implements AutoCloseable {

    static final String SOURCES = "/api/v1/configuration/sources";
    static final String PUBLIC_URL = "https://gateway.example.com";

    private static final TestCertificates CERTIFICATES = certificates();
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** Starting a gateway takes longer than a test. */
    private static @Nullable Running running;

    private record Running(@Nullable String server, List<String> settings, TestGateway gateway) {}

    /** Another one for each test, as the id of a deleted source is never reused. */
    final String id = "s" + NUMBER.incrementAndGet();

    final ProviderDouble provider;
    final TestGateway gateway;
    private final SSLContext before;

    RegistrationBed(ProviderDouble.Script script, String... settings) throws Exception {
        this(null, script, settings);
    }

    /** @param server the address of a database server; null for the embedded store */
    RegistrationBed(@Nullable String server, ProviderDouble.Script script, String... settings) throws Exception {
        provider = new ProviderDouble(CERTIFICATES.serving("good"), script);
        before = SSLContext.getDefault();
        SSLContext.setDefault(CERTIFICATES.trusting());
        gateway = gateway(server, List.of(settings));
    }

    private static synchronized TestGateway gateway(@Nullable String server, List<String> settings) {
        Running former = running;
        if (former != null) {
            if (Objects.equals(former.server, server) && former.settings.equals(settings)) {
                return former.gateway;
            }
            former.gateway.close();
        }
        List<String> all = new ArrayList<>(List.of(
                "--tributary.public-url=" + PUBLIC_URL,
                "--tributary.egress.allow=127.0.0.0/8",
                "--tributary.delivery.endpoint-check=false"));
        all.addAll(settings);
        String[] arguments = all.toArray(String[]::new);
        TestGateway started = server == null ? TestGateway.start(arguments) : TestGateway.on(server, arguments);
        running = new Running(server, settings, started);
        return started;
    }

    private static TestCertificates certificates() {
        try {
            return new TestCertificates(Files.createTempDirectory("certificates"));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param access the members of {@code api} beside {@code base_uri} */
    void source(String id, String provider, String scheme, String base, String access, String more) throws Exception {
        created(gateway.send("POST", SOURCES, """
                {"id":"%s","provider":"%s","scheme":"%s","api":{"base_uri":"%s",%s}%s}""".formatted(id, provider, scheme, base, access, more)));
    }

    Answer register(String id, String body) throws Exception {
        return gateway.send("POST", path(id), body);
    }

    static String path(String id) {
        return SOURCES + "/" + id + "/registration";
    }

    static Answer created(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer;
    }

    /** What the provider would post, to the path of the URL that it was given. */
    Answer post(String url, String body, String... headers) throws Exception {
        assertThat(url).startsWith(PUBLIC_URL + "/hooks/");
        return gateway.send("POST", url.substring(PUBLIC_URL.length()), body, headers);
    }

    long events() throws Exception {
        return gateway.get("/api/v1/events?sourceId=" + id).json().at("/result").size();
    }

    static String hmac(String secret, String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
    }

    /** Leaves nothing that the gateway would go on asking the provider for. */
    @Override
    public void close() {
        gateway.send("DELETE", path(id) + "?forget=true", "");
        gateway.send("DELETE", SOURCES + "/" + id, "");
        provider.close();
        SSLContext.setDefault(before);
    }
}

package dev.tributary.followup;

import static dev.tributary.followup.PaybookApi.ACCOUNTS;
import static dev.tributary.followup.PaybookApi.CONNECTION;
import static dev.tributary.followup.PaybookApi.CREDENTIAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.store.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever a call lists, requests go to the configured host, for what the event is about, and the key goes nowhere else. */
class HostileUrlsTest {

    private final PaybookApi api = new PaybookApi();
    private final AtomicInteger connections = new AtomicInteger();
    private ServerSocket other;
    private FollowUpGateway gateway;

    @BeforeEach
    void start() throws Exception {
        other = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var listener = new Thread(this::count, "other server");
        listener.setDaemon(true);
        listener.start();
        gateway = new FollowUpGateway(TestDatabase.embedded(), List.of(Duration.ZERO))
                .withSource("s1", api.baseUri(), 10_000);
    }

    /** Nothing may even connect, so that nothing is read. */
    private void count() {
        while (!other.isClosed()) {
            try {
                other.accept().close();
                connections.incrementAndGet();
            } catch (IOException e) {
                return;
            }
        }
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
        api.close();
        other.close();
    }

    @Test
    void noListedUrlLeavesTheConfiguredHostOrNamesAnothersData() {
        List<String> hostile = hostile("127.0.0.1:" + other.getLocalPort(), other.getLocalPort());
        List<String> resources = new ArrayList<>();
        for (String href : hostile) {
            for (String kind : List.of("account", "credential", "attachment")) {
                resources.add(kind);
                resources.add(href);
            }
        }
        resources.addAll(List.of("account", ACCOUNTS));

        gateway.receive(RefreshedEvents.refreshed("e1", "s1", resources.toArray(String[]::new)));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(gateway.pending("e1")).isEqualTo(Pending.FAN_OUT));

        List<String> ended = gateway.resources("e1");
        assertThat(ended).hasSize(3 * hostile.size() + 1).endsWith("account fetched 6");
        assertThat(ended.subList(0, 3 * hostile.size())).allMatch(line -> line.endsWith(" failed refused"));
        assertThat(api.uris()).containsExactly(ACCOUNTS);
        assertThat(connections).as("connections to the other server").hasValue(0);
    }

    private static List<String> hostile(String host, int port) {
        List<String> urls = new ArrayList<>(elsewhere(host, port));
        urls.addAll(otherPaths());
        urls.addAll(othersData());
        return urls;
    }

    private static List<String> elsewhere(String host, int port) {
        return List.of(
                "http://" + host + "/v1/accounts",
                "https://" + host + "/v1/accounts",
                "HTTP://" + host + "/v1/accounts",
                "http:/" + host + "/v1/accounts",
                "http:///" + host + "/v1/accounts",
                "http:" + host + "/v1/accounts",
                "//" + host + "/v1/accounts",
                "///" + host + "/v1/accounts",
                "/\\" + host + "/v1/accounts",
                "\\\\" + host + "/v1/accounts",
                "/v1/\\" + host + "/accounts",
                "@" + host + "/v1/accounts",
                ":password@" + host + "/v1/accounts",
                "/v1/@" + host + "/accounts",
                "/v1/accounts@" + host,
                "/v1/accounts;@" + host,
                "/v1/accounts#@" + host,
                "/v1/accounts#" + host,
                "/v1/accounts?#" + host,
                "/v1//" + host + "/accounts",
                "/v1/%2F%2F" + host + "/accounts",
                "/v1/%5C%5C" + host + "/accounts",
                "/v1/%252F%252F" + host + "/accounts",
                "/v1/accounts?id_credential=" + CONNECTION + "&keywords=//" + host,
                "/v1/accounts?next=http://" + host,
                "http%3A%2F%2F" + host + "/v1/accounts",
                "." + host + "/v1/accounts",
                ":" + port + "/v1/accounts",
                "http://2130706433:" + port + "/v1/accounts",
                "http://0x7f.1:" + port + "/v1/accounts",
                "http://0177.0.0.1:" + port + "/v1/accounts",
                "http://127.1:" + port + "/v1/accounts",
                "http://[::1]:" + port + "/v1/accounts",
                "http://[::ffff:127.0.0.1]:" + port + "/v1/accounts",
                "http://localhost:" + port + "/v1/accounts",
                "http://\u2460\u2461\u2466.0.0.1:" + port + "/v1/accounts",
                "ftp://" + host + "/v1/accounts",
                "file:///etc/passwd",
                "javascript:alert(1)",
                "/v1/accounts HTTP/1.1\r\nHost: " + host,
                "/v1/accounts%0d%0aHost:%20" + host,
                "/v1/accounts%0aX:%20" + host);
    }

    private static List<String> otherPaths() {
        return List.of(
                "/v1/../v1/accounts",
                "/v1/..;/accounts",
                "/v1/%2e%2e/accounts",
                "/v1/%2E%2E/v1/accounts",
                "/v1/%252e%252e/accounts",
                "/v1/%25252e%25252e/accounts",
                "/v1/.%2e/accounts",
                "/v1/./accounts",
                "/v1/accounts/..",
                "/v1/accounts/",
                "/V1/accounts",
                "/v1/Accounts",
                "/v1/ACCOUNTS",
                "/v2/accounts",
                "v1/accounts",
                " /v1/accounts",
                "/v1/accounts ",
                "\t/v1/accounts",
                "/v1/acc\u200bounts",
                "/v1/\uff41ccounts",
                "/v1/%61ccounts",
                "/v1/accounts%00",
                "/v1/users",
                "/v1/sessions",
                "/v1/webhooks",
                "/v1/jobs/1/status",
                "/v1/accounts?%",
                "/v1/accounts?id_credential=" + CONNECTION + "%",
                "/v1/accounts?keywords=${env:HOME}",
                "/v1/accounts?keywords={{env:HOME}}",
                "",
                "/",
                "?",
                "#");
    }

    private static List<String> othersData() {
        return List.of(
                "/v1/credentials/another",
                CREDENTIAL + "/../another",
                CREDENTIAL + "%2f..%2fanother",
                CREDENTIAL + "%2Fanother",
                CREDENTIAL + "/another",
                CREDENTIAL + "%00",
                CREDENTIAL + "?id_user=another",
                CREDENTIAL.toUpperCase(Locale.ROOT),
                "/v1/accounts?id_credential=another",
                "/v1/accounts?id_credential=",
                "/v1/accounts?id_credential=" + CONNECTION + "&id_credential=another",
                "/v1/accounts?id_credential=another&id_credential=" + CONNECTION,
                "/v1/accounts?id%5Fcredential=another",
                "/v1/accounts?ID_CREDENTIAL=another",
                "/v1/accounts?id_credential=" + CONNECTION + ";id_credential=another",
                "/v1/accounts?id_credential=" + CONNECTION + "&id_user=another",
                "/v1/accounts?id_credential=" + CONNECTION + "&api_key=another",
                "/v1/accounts?id_credential=" + CONNECTION + "&token=another");
    }
}

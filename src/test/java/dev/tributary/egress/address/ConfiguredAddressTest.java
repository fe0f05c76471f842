package dev.tributary.egress.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is checked when a subscription or a source is written, with name servers that answer as a test says. */
@Timeout(30)
class ConfiguredAddressTest {

    private static final Map<String, List<String>> ZONE = Map.of(
            "inner.example", List.of("10.1.0.9"),
            "other-inner.example", List.of("10.2.0.1", "fd12::1"),
            "metadata.example", List.of("169.254.169.254"),
            "outer.example", List.of("8.8.8.8"),
            "both.example", List.of("10.2.0.1", "8.8.8.8"),
            "ledger_1", List.of("10.1.0.10"));

    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void release() {
        released.countDown();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://inner.example:8080/in",
                "https://inner.example/",
                "http://ledger_1:8080/in",
                "https://outer.example/",
                "https://both.example/",
                "https://8.8.8.8/",
                "http://10.1.2.3/",
                "http://other-inner.example:7000/",
                "https://nobody.example/",
                "http://nobody.example/"
            })
    void acceptsAHostThatCallsMayReachAndOneThatDoesNotResolveNow(String uri) {
        assertThat(rules("10.1.0.0/16", "other-inner.example:7000").checkNow(uri))
                .hasToString(uri);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://other-inner.example/",
                "http://other-inner.example:7001/",
                "https://metadata.example/",
                "http://metadata.example/"
            })
    void refusesAHostThatIsPrivateAndNotAllowed(String uri) {
        assertThatThrownBy(
                        () -> rules("10.1.0.0/16", "other-inner.example:7000").checkNow(uri))
                .isInstanceOf(EgressDeniedException.class)
                .hasMessage("must not name a host whose address is private or reserved");
    }

    @Test
    void refusesPlainHttpToAPublicHost() {
        assertThatThrownBy(() -> rules("10.1.0.0/16").checkNow("http://outer.example/"))
                .isInstanceOf(EgressDeniedException.class)
                .hasMessage("must be https; plain http only works for addresses in TRIBUTARY_EGRESS_ALLOW");
    }

    @Test
    void refusesWhatNeedsNoNameServer() {
        assertThatThrownBy(() -> rules().checkNow("https://127.0.0.1/")).isInstanceOf(EgressDeniedException.class);
        assertThatThrownBy(() -> rules().checkNow("https://user@outer.example/"))
                .isInstanceOf(EgressDeniedException.class);
    }

    @Test
    void acceptsAHostWhoseNameServerIsSilentAfterTwoSeconds() {
        long start = System.nanoTime();

        assertThat(rules().checkNow("https://silent.example/")).hasHost("silent.example");

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(1900), Duration.ofMillis(4000));
    }

    @Test
    void answersOthersAtOnceWhileManyNameServersAreSilent() throws Exception {
        AddressRules rules = rules();
        var waiting = new ArrayList<Thread>();
        for (int i = 0; i < 7; i++) {
            Thread thread = new Thread(() -> rules.checkNow("https://silent.example/"));
            waiting.add(thread);
            thread.start();
        }
        long start = System.nanoTime();

        assertThat(rules.checkNow("https://outer.example/")).hasHost("outer.example");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        for (Thread thread : waiting) {
            thread.join();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://ledger_1/",
                "https://ledger_1:8443/a?b=c",
                "https://a_b.c-d.example/",
                "https://_dmarc.example/",
                "https://_/"
            })
    void takesAnUnderscoreForAPartOfAName(String uri) {
        assertThat(rules().check(uri)).hasToString(uri);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://ledger_1.:8443/",
                "https://ledger_1..a/",
                "https://ledger_1:0/",
                "https://ledger_1:65536/",
                "https://ledger_1:999999/",
                "https://ledger_1:/x:1/",
                "https://user@ledger_1/",
                "https://ledger_1@10.0.0.1/",
                "https://led_ger,1/",
                "https://led_ger$/",
                "https://led_ger%2e1/",
                "https://.led_ger/",
                "https://l\u00e4dger_1/",
                "https://ledger_1.127/",
                "https://ledger_1.0x7f/",
                "https://ledger_1.localhost/",
                "http://ledger_1/"
            })
    void refusesOtherUnusualNames(String uri) {
        assertThatThrownBy(() -> rules().check(uri)).isInstanceOf(EgressDeniedException.class);
    }

    @Test
    void opensAComposeServiceByItsName() {
        assertThat(rules("ledger_1:8080").check("http://ledger_1:8080/in")).hasToString("http://ledger_1:8080/in");
        assertThatThrownBy(() -> rules("ledger_1:8080").check("http://ledger_1:8081/in"))
                .isInstanceOf(EgressDeniedException.class);
    }

    private AddressRules rules(String... allow) {
        return new AddressRules(new AddressRules.Settings(List.of(allow)), new SystemDefaultDnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                if (host.equals("silent.example")) {
                    awaitRelease();
                }
                List<String> addresses = ZONE.get(host);
                if (addresses == null) {
                    throw new UnknownHostException(host);
                }
                var found = new ArrayList<InetAddress>();
                for (String address : addresses) {
                    found.add(InetAddress.getByName(address));
                }
                return found.toArray(InetAddress[]::new);
            }
        });
    }

    private void awaitRelease() throws UnknownHostException {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new UnknownHostException("released");
    }
}

package dev.tributary.egress.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.platform.UnusableConfigurationException;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {

    private final AddressRules closed = new AddressRules(new AddressRules.Settings(List.of()));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/",
                "https://127.1/",
                "https://127.0.0.1./",
                "https://2130706433/",
                "https://0x7f000001/",
                "https://0x7f.0.0.1/",
                "https://0177.0.0.1/",
                "https://017700000001/",
                "https://127.0.0.1.example.1/",
                "https://[::1]/",
                "https://[::]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[::ffff:8.8.8.8]/",
                "https://[::ffff:7f00:1]/",
                "https://[64:ff9b::7f00:1]/",
                "https://[64:ff9b:1::1]/",
                "https://[2002:7f00:1::]/",
                "https://[fe80::1]/",
                "https://[fe80::1%25lo]/",
                "https://[fc00::1]/",
                "https://[fd12:3456::1]/",
                "https://[::127.0.0.1]/",
                "https://[2001:db8::1]/",
                "https://[2001::1]/",
                "https://[ff02::1]/",
                "https://[fec0::1]/",
                "https://[100::1]/",
                "https://10.1.2.3/",
                "https://172.16.0.1/",
                "https://172.31.255.255/",
                "https://192.168.0.1/",
                "https://169.254.169.254/latest/meta-data",
                "https://100.64.0.1/",
                "https://100.127.255.255/",
                "https://0.0.0.0/",
                "https://0/",
                "https://192.0.0.1/",
                "https://198.18.0.1/",
                "https://198.19.255.255/",
                "https://224.0.0.1/",
                "https://240.0.0.1/",
                "https://255.255.255.255/",
                "https://192.0.2.1/",
                "https://198.51.100.7/",
                "https://203.0.113.9/",
                "https://localhost/",
                "https://LOCALHOST:8443/",
                "https://api.localhost/",
                "https://localhost./",
                "http://example.com/",
                "ftp://example.com/",
                "file:///etc/passwd",
                "gopher://example.com/",
                "//example.com/",
                "example.com",
                "",
                " ",
                "https:example.com",
                "https:///path",
                "https://",
                "https://:443/",
                "https://user@example.com/",
                "https://user:pw@example.com/",
                "https://example.com@127.0.0.1/",
                "https://@127.0.0.1/",
                "https://example.com#@127.0.0.1/",
                "https://example.com/#fragment",
                "https://127.0.0.1#@example.com",
                "https://example.com\\@127.0.0.1/",
                "https://example.com:0/",
                "https://example.com:65536/",
                "https://example.com:99999999999/",
                "https://example.com:80:90/",
                "https://exa mple.com/",
                "https://example.com/\r\nX-Injected: 1",
                "https://example.com/a b",
                "https://{{env:HOME}}/",
                "https://%31%32%37.0.0.1/",
                "https://127.0.0.1%00.example.com/",
                "https://\u2460\u2461\u2466.0.0.1/",
                "https://ex\u00e4mple.com/",
                "https://exa\u3002mple.com/",
                "https://example.com.",
                "javascript:alert(1)",
                "jar:https://example.com/!/"
            })
    void refusesWhatHidesOrNamesAnAddressThatIsNotPublic(String uri) {
        assertThatThrownBy(() -> closed.check(uri))
                .isInstanceOf(EgressDeniedException.class)
                .hasMessageStartingWith("must ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/",
                "https://example.com:8443/a/b?c=d&c=%20e",
                "https://8.8.8.8/",
                "https://[2606:4700:4700::1111]:444/x",
                "https://xn--exmple-cua.com/",
                "https://127.example.com/",
                "HTTPS://Example.COM/Path",
                "https://172.32.0.1/",
                "https://100.128.0.1/",
                "https://11.0.0.1/"
            })
    void passesPublicTargetsOnUnchanged(String uri) {
        assertThat(closed.check(uri)).hasToString(uri);
    }

    @Test
    void encodesBracesSoThatNothingIsExpanded() {
        assertThat(closed.check("https://example.com/{{env:HOME}}?a={b}"))
                .hasToString("https://example.com/%7B%7Benv:HOME%7D%7D?a=%7Bb%7D");
    }

    @Test
    void opensSingleTargetsByHostAndPort() {
        AddressRules rules = rules("localhost:9000", "127.0.0.1:9001", "[::1]:9002", "Inner.Example:80");

        assertThat(rules.check("http://localhost:9000/in")).hasPort(9000);
        assertThat(rules.check("https://127.0.0.1:9001/")).hasPort(9001);
        assertThat(rules.check("http://[0:0:0:0:0:0:0:1]:9002/")).hasPort(9002);
        assertThat(rules.check("http://inner.example/")).hasHost("inner.example");
        for (String other : List.of(
                "http://localhost:9001/",
                "https://127.0.0.1:9000/",
                "http://[::1]/",
                "http://inner.example:81/",
                "http://inner.example.evil.com/",
                "http://localhost.:9000/",
                "http://example.com/")) {
            assertThatThrownBy(() -> rules.check(other)).as(other).isInstanceOf(EgressDeniedException.class);
        }
    }

    @Test
    void opensBlocksOfAddresses() throws Exception {
        AddressRules rules = rules("10.1.0.0/16", "fd00::/8");

        assertThat(rules.check("http://10.1.2.3:8080/")).hasPort(8080);
        assertThat(rules.check("https://[fd12::1]/")).hasScheme("https");
        assertThatThrownBy(() -> rules.check("https://10.2.0.1/")).isInstanceOf(EgressDeniedException.class);
        assertThatThrownBy(() -> rules.check("http://8.8.8.8/"))
                .isInstanceOf(EgressDeniedException.class)
                .hasMessageContaining("TRIBUTARY_EGRESS_ALLOW");
        assertThat(rules.permits("inner", 80, InetAddress.getByName("10.1.0.9"), false))
                .isTrue();
        assertThat(rules.permits("outer", 80, InetAddress.getByName("8.8.8.8"), false))
                .isFalse();
        assertThat(rules.permits("outer", 443, InetAddress.getByName("8.8.8.8"), true))
                .isTrue();
        assertThat(rules.permits("inner", 443, InetAddress.getByName("10.2.0.1"), true))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0/8",
                "fd00::/129",
                "nonsense",
                "10.0.0.1",
                "host:",
                ":80",
                "host:0",
                "host:65536",
                "https://host:80",
                "host:80/path",
                "::1:80",
                "10.0.0.0/8/8",
                "a b:80"
            })
    void namesTheSettingWhenAnEntryCannotBeUsed(String entry) {
        assertThatThrownBy(() -> rules("10.0.0.0/8", entry))
                .isInstanceOf(UnusableConfigurationException.class)
                .hasMessage("TRIBUTARY_EGRESS_ALLOW: neither a CIDR block nor host:port: " + entry);
    }

    private static AddressRules rules(String... allow) {
        return new AddressRules(new AddressRules.Settings(List.of(allow)));
    }
}

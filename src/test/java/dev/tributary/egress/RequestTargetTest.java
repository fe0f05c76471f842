package dev.tributary.egress;

import static dev.tributary.egress.CallingRoute.CUT;
import static dev.tributary.egress.CallingRoute.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.egress.address.AddressRules;
import java.net.InetAddress;
import java.util.List;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The first line of a request as a server reads it, for paths and queries as they may be configured. */
@Timeout(60)
class RequestTargetTest {

    private ScriptedServer server;

    @BeforeEach
    void start() throws Exception {
        server = new ScriptedServer(ScriptedServer.status(200));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/~user/hook~",
                "/a?tilde=~&encoded=%7E%7e",
                "/ABCxyz019-._~",
                "/a%2Fb/./../c//d;p=1;q",
                "//two/slashes",
                "/:@!$&'()*+,;=",
                "/?:@!$&'()*+,;=/?",
                "/a+b%2Bc%20d?e+f=%2B+%20",
                "/%e4%B8%ad?%E6=%96",
                "/%25%257E%7B%7d",
                "/a?a=1&a=%201+2&b=%7e%C3%A9&&=x&c=a/b?c:@!$'()*,;&limit=",
                "/a?",
                "/a?[x]=1",
                "/RAW(a~b)?p=RAW(c~d)"
            })
    void pathAndQueryGoOutAsTheyAreWritten(String target) throws Exception {
        assertThat(sent(server.url(target))).isEqualTo("POST " + target + " HTTP/1.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '"',
            value = {
                "/{{sys:test.canary}} /%7B%7Bsys:test.canary%7D%7D",
                "/x?a={{env:PATH}}&b=${header.host}&c={d} /x?a=%7B%7Benv:PATH%7D%7D&b=$%7Bheader.host%7D&c=%7Bd%7D",
                "/{a}~{b} /%7Ba%7D~%7Bb%7D",
                "/caf\u00e9?\u20ac=~ /caf%C3%A9?%E2%82%AC=~"
            })
    void bracesAndCharactersOutsideAsciiGoOutEncodedAndAreNotExpanded(String written, String target) throws Exception {
        System.setProperty("test.canary", "leaked");

        assertThat(sent(server.url(written))).isEqualTo("POST " + target + " HTTP/1.1");
    }

    @Test
    void aHostAloneMeansTheRoot() throws Exception {
        assertThat(sent(server.url(""))).isEqualTo("POST / HTTP/1.1");
        assertThat(sent(server.url("?a~b"))).isEqualTo("POST /?a~b HTTP/1.1");
    }

    @Test
    void aHostMayHaveAnUnderscore() throws Exception {
        var rules = new AddressRules(new AddressRules.Settings(List.of("ledger_1:" + server.port())));
        var names = new SystemDefaultDnsResolver() {
            @Override
            public InetAddress[] resolve(String host) {
                return new InetAddress[] {InetAddress.getLoopbackAddress()};
            }
        };
        try (var route = new CallingRoute(CUT, rules, names)) {
            assertThat(status(route.call("http://ledger_1:" + server.port() + "/~in")))
                    .isEqualTo(200);
        }
        assertThat(server.requests()).singleElement().satisfies(request -> {
            assertThat(request.line()).isEqualTo("POST /~in HTTP/1.1");
            assertThat(request.header("host")).isEqualTo("ledger_1:" + server.port());
        });
    }

    @Test
    void theHeaderThatNamesTheTargetIsNotSent() throws Exception {
        sent(server.url("/in"));

        assertThat(server.requests().get(0).headers()).doesNotContainKey("tributary-target");
    }

    private String sent(String url) throws Exception {
        try (var route = new CallingRoute(CUT)) {
            assertThat(status(route.call(url))).isEqualTo(200);
        }
        List<ScriptedServer.Request> requests = server.requests();
        return requests.get(requests.size() - 1).line();
    }
}

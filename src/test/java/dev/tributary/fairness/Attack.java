package dev.tributary.fairness;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.faultrun.Drips;
import dev.tributary.faultrun.GatewayProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Floods, drips, scans, bombs and bad tokens at one gateway, all at once, until it is closed. */
final class Attack implements AutoCloseable {

    static final double WRONG_PROOFS_A_SECOND = 200;
    static final double UNKNOWN_IDS_A_SECOND = 200;
    static final double SCANS_A_SECOND = 50;
    static final double BOMBS_A_SECOND = 4;
    static final double BAD_TOKENS_A_SECOND = 50;
    static final int DRIPS = 300;

    private static final String BODY = "{\"event\":\"credential_update\",\"id_credential\":\"%d\",\"id_user\":\"u\"}";
    private static final String KEEP = " HTTP/1.1\r\nHost: x\r\n";
    private static final String TRICKLE = "Content-Length: 1000\r\n\r\n";

    private static final List<String> SCANS = List.of(
            "GET /.env" + KEEP + "\r\n",
            "GET /wp-login.php?a=" + "b".repeat(2_000) + KEEP + "\r\n",
            "GET /actuator/env" + KEEP + "\r\n",
            "GET /api/v1/..%2f..%2fetc/passwd" + KEEP + "\r\n",
            "GET /api/v1/events;a=b" + KEEP + "\r\n",
            "TRACE /api/v1/events" + KEEP + "\r\n",
            "PROPFIND /api/v1/configuration/sources" + KEEP + "\r\n",
            "CONNECT a.example:443" + KEEP + "\r\n",
            "GET /api/v1/events HTTP/9.9\r\nHost: x\r\n\r\n",
            "GET /hooks/paybook/%00" + KEEP + "\r\n",
            "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n",
            "POST /hooks/paybook/attacked" + KEEP + "Transfer-Encoding: xchunked\r\n\r\n",
            "GET /api/v1/events" + KEEP + "X: " + "y".repeat(40_000) + "\r\n\r\n",
            "GET /api/v1/events" + KEEP + "A\u0001B: x\r\n\r\n");

    private static final List<String> BOMBS = List.of(
            "{\"a\":" + "[".repeat(990) + "1,".repeat(490_000),
            "{\"a\":\"" + "x".repeat(990_000) + "\"}",
            "{\"amount\":" + "9".repeat(990_000) + "}",
            "{\"a\":{\"".repeat(140_000),
            "{\"webHook\":{\"secret\":" + "[".repeat(500_000),
            "\u0000".repeat(990_000));

    private final Map<String, Flood> floods = new LinkedHashMap<>();
    private final List<Drips> drips = new ArrayList<>();

    Attack(GatewayProcess gateway) throws IOException {
        floods.put(
                "wrong proofs",
                new Flood(
                        gateway,
                        WRONG_PROOFS_A_SECOND,
                        64,
                        i -> Flood.postAndReconnect("/hooks/paybook/attacked", "wrong" + i, BODY.formatted(i))));
        floods.put(
                "unknown ids",
                new Flood(
                        gateway,
                        UNKNOWN_IDS_A_SECOND,
                        64,
                        i -> Flood.post("/hooks/paybook/none" + i, "x", BODY.formatted(i))));
        floods.put("scans", new Flood(gateway, SCANS_A_SECOND, 16, i -> SCANS.get(i % SCANS.size())));
        floods.put("bombs", new Flood(gateway, BOMBS_A_SECOND, 8, Attack::bomb));
        floods.put("bad tokens", new Flood(gateway, BAD_TOKENS_A_SECOND, 16, Attack::withBadToken));
        String attacked = "POST /hooks/paybook/attacked" + KEEP + "X-Secret: x\r\n";
        String chunked = "Transfer-Encoding: chunked\r\n\r\n";
        drips.add(new Drips(gateway.port(), DRIPS, attacked + TRICKLE, "x"));
        drips.add(new Drips(gateway.port(), 50, attacked + chunked, "1\r\nx\r\n"));
        drips.add(new Drips(gateway.port(), 40, "POST /hooks/nope/none" + KEEP + chunked, "1\r\nx\r\n"));
        drips.add(new Drips(gateway.port(), 40, "POST /api/v1/configuration/sources" + KEEP + TRICKLE, "x"));
        drips.add(new Drips(gateway.port(), 50, "GET / HTTP/1.1\r\nX: ", "x"));
    }

    /** How many requests of each kind were answered. */
    Map<String, Integer> answered() {
        var answered = new LinkedHashMap<String, Integer>();
        floods.forEach((kind, flood) -> answered.put(kind, flood.answered()));
        return answered;
    }

    /** How often each status was answered, by kind. */
    Map<String, Map<String, Integer>> statuses() {
        var statuses = new LinkedHashMap<String, Map<String, Integer>>();
        floods.forEach((kind, flood) -> statuses.put(kind, new TreeMap<>(flood.answers())));
        return statuses;
    }

    /** How many connections that were too slow the gateway has closed. */
    int dripsClosed() {
        return drips.stream().mapToInt(Drips::closed).sum();
    }

    private static String bomb(int number) {
        return Flood.post(
                number % 2 == 0 ? "/hooks/tink/legacy" : "/hooks/paybook/attacked",
                "wrong",
                BOMBS.get(number % BOMBS.size()));
    }

    /** Without a signature, with an unknown key, with claims that are none, and what is not a token at all. */
    private static String withBadToken(int number) {
        String token =
                switch (number % 5) {
                    case 0 -> encoded("{\"alg\":\"none\"}") + "." + encoded("{\"scope\":\"tributary_admin\"}") + ".";
                    case 1 -> encoded("{\"alg\":\"ES256\",\"kid\":\"" + number + "\"}") + "." + encoded("{}") + ".AAAA";
                    case 2 ->
                        encoded("{\"alg\":\"RS256\",\"jku\":\"http://127.0.0.1:1/\"}") + "." + encoded("[]") + ".AA";
                    case 3 -> "x".repeat(20_000);
                    default -> "a.b.c";
                };
        return "GET /api/v1/events" + KEEP + "Authorization: Bearer " + token + "\r\n\r\n";
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(UTF_8));
    }

    @Override
    public void close() throws IOException {
        for (Drips one : drips) {
            one.close();
        }
        floods.values().forEach(Flood::close);
    }
}

package dev.tributary.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JSON files in {@code simulator/}: what providers send, with names in braces where ids, times and secrets go.
 * Each {@code {hex24}}, {@code {hex32}} and {@code {uuid}} becomes an id that nothing has used before.
 */
final class Samples {

    private static final Pattern NAME = Pattern.compile("\\{(\\w+)}");
    private static final DateTimeFormatter SYNCFY_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSxx").withZone(ZoneOffset.UTC);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Clock clock;

    Samples(Clock clock) {
        this.clock = clock;
    }

    /** The file with its names filled in, those of {@code values} first. */
    String filled(String name, Map<String, String> values) {
        return NAME.matcher(read(name)).replaceAll(match -> {
            String given = values.get(match.group(1));
            return Matcher.quoteReplacement(given != null ? given : fresh(match.group(1)));
        });
    }

    private String fresh(String name) {
        return switch (name) {
            case "hex24" -> hex(24);
            case "hex32" -> hex(32);
            case "uuid" -> UUID.randomUUID().toString();
            case "now" -> clock.instant().truncatedTo(ChronoUnit.MILLIS).toString();
            case "millis" -> String.valueOf(clock.millis());
            case "syncfyTime" -> SYNCFY_TIME.format(clock.instant());
            default -> throw new IllegalArgumentException("no value for " + name);
        };
    }

    private static String read(String name) {
        try (InputStream in = Samples.class.getResourceAsStream("/simulator/" + name + ".json")) {
            if (in == null) {
                throw new IllegalArgumentException("no sample " + name);
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String hex(int characters) {
        return HexFormat.of().formatHex(bytes(characters / 2));
    }

    static String base64(int bytes) {
        return Base64.getEncoder().encodeToString(bytes(bytes));
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}

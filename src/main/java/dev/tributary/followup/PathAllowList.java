package dev.tributary.followup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tributary.provider.ProviderDescriptor.FollowUps;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which of the URLs that an event lists are fetched. A list may be text under an attacker's control: what is accepted is
 * a path below {@code /v1/} that the provider's file allows for its kind, with a query that speaks of no other
 * connection, and nothing that some reader could take for another host or another path.
 */
final class PathAllowList {

    private static final String PREFIX = "/v1/";
    private static final String CONNECTION = "id_credential";
    private static final int MAX_LENGTH = 2_000;
    /** URLs with more nested escapes are refused. */
    private static final int MOST_ESCAPES = 3;
    /** RFC 3986: what may stand in a path or a query; no fragment, no brace, no space, nothing beyond ASCII. */
    private static final Pattern RELATIVE = Pattern.compile("(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})+"
            + "(?:\\?(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?");

    private static final Pattern ELSEWHERE = Pattern.compile("//|\\\\|\\.\\.|#|\\p{Cntrl}|\\x7f|://");

    private final Map<String, List<Pattern>> paths = new LinkedHashMap<>();

    PathAllowList(FollowUps followUps) {
        followUps
                .kinds()
                .forEach((kind, rule) -> paths.put(
                        kind, rule.paths().stream().map(Pattern::compile).toList()));
    }

    /** Place of a kind in the order of fetching; unknown kinds come last. */
    int rank(String kind) {
        int rank = new ArrayList<>(paths.keySet()).indexOf(kind);
        return rank < 0 ? paths.size() : rank;
    }

    /** @param connectionId the provider's id of the connection that the event is about */
    boolean permits(String kind, @Nullable String href, @Nullable String connectionId) {
        if (href == null || href.length() > MAX_LENGTH || !href.startsWith(PREFIX)) {
            return false;
        }
        if (!RELATIVE.matcher(href).matches() || leadsElsewhere(href)) {
            return false;
        }
        int question = href.indexOf('?');
        String path = question < 0 ? href : href.substring(0, question);
        String query = question < 0 ? "" : href.substring(question + 1);
        return paths.getOrDefault(kind, List.of()).stream()
                        .anyMatch(allowed -> allowed.matcher(path).matches())
                && namesNoOther(query, connectionId);
    }

    /** Looks at every reading of the text: as it stands, unescaped once, twice, and so on. */
    private static boolean leadsElsewhere(String href) {
        String reading = href;
        for (int escapes = 0; escapes <= MOST_ESCAPES; escapes++) {
            if (ELSEWHERE.matcher(reading).find()) {
                return true;
            }
            String next = unescaped(reading);
            if (next == null || next.equals(reading)) {
                return next == null;
            }
            reading = next;
        }
        return true;
    }

    private static boolean namesNoOther(String query, @Nullable String connectionId) {
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = unescaped(equals < 0 ? pair : pair.substring(0, equals));
            String value = unescaped(equals < 0 ? "" : pair.substring(equals + 1));
            if (CONNECTION.equals(name) && (value == null || !value.equals(connectionId))) {
                return false;
            }
        }
        return true;
    }

    /** Null where a reading ends in half an escape. */
    private static @Nullable String unescaped(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), ISO_8859_1);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}

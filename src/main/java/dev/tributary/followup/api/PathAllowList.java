package dev.tributary.followup.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.re2j.Pattern;
import dev.tributary.provider.ProviderDescriptor.FollowUps;
import dev.tributary.provider.UrlRule;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of the URLs that an event lists are fetched. A list may be text under an attacker's control: what is accepted is
 * a path of the API that the provider's file allows for its kind, with query names that the file lists, and nothing
 * that some reader could take for another host or another path. Ids that the file binds to the event must equal its own.
 */
public final class PathAllowList {

    private static final int MAX_LENGTH = 2_000;
    /** URLs with more nested escapes are refused. */
    private static final int MAX_ESCAPES = 3;
    /**
     * RFC 3986: what may stand in a path or a query; no fragment, no brace, no space, nothing beyond ASCII. By RE2, as Java's
     * engine takes stack for each character, and a URL of 1,900 characters can be too long for it.
     */
    private static final Pattern RELATIVE = Pattern.compile("(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})+"
            + "(?:\\?(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?");

    private static final Pattern ELSEWHERE = Pattern.compile("//|\\\\|\\.\\.|#|[[:cntrl:]]|(?i)%(?:26|3b)");

    private final Map<String, List<UrlRule>> paths = new LinkedHashMap<>();
    private final Map<String, UrlRule> query = new LinkedHashMap<>();

    private final ResourceApi api;

    /** @param api of the provider whose file it is */
    public PathAllowList(FollowUps followUps, ResourceApi api) {
        this.api = api;
        followUps
                .kinds()
                .forEach((kind, allowed) -> paths.put(
                        kind, allowed.paths().stream().map(UrlRule::of).toList()));
        followUps.query().forEach((name, value) -> query.put(name, UrlRule.of(value)));
    }

    /** Place of a kind in the order of fetching; unknown kinds come last. */
    public int rank(String kind) {
        int rank = new ArrayList<>(paths.keySet()).indexOf(kind);
        return rank < 0 ? paths.size() : rank;
    }

    /** @param subjectId the provider's id of what the event is about */
    public boolean permits(String kind, @Nullable String href, @Nullable String subjectId) {
        if (href == null || href.length() > MAX_LENGTH) {
            return false;
        }
        return api.path(href).filter(path -> permitsPath(kind, path, subjectId)).isPresent();
    }

    private boolean permitsPath(String kind, String text, @Nullable String subjectId) {
        if (!RELATIVE.matcher(text).matches() || leadsElsewhere(text)) {
            return false;
        }
        int question = text.indexOf('?');
        String path = question < 0 ? text : text.substring(0, question);
        return paths.getOrDefault(kind, List.of()).stream().anyMatch(allowed -> allowed.permits(path, subjectId))
                && (question < 0 || permitsQuery(text.substring(question + 1), subjectId));
    }

    /** Looks at every reading of the text: as it stands, unescaped once, twice, and so on. */
    private static boolean leadsElsewhere(String href) {
        String reading = href;
        for (int escapes = 0; escapes <= MAX_ESCAPES; escapes++) {
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

    /** Names are compared as they stand, so that neither case nor an escape makes another one of them. */
    private boolean permitsQuery(String text, @Nullable String subjectId) {
        Set<String> seen = new HashSet<>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            UrlRule allowed = query.get(name);
            if (allowed == null || !seen.add(name) || !allowed.permits(value, subjectId)) {
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

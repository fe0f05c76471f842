package dev.tributary.view;

import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The filters of a list, under a name.
 *
 * @param person whose it is: the issuer and the subject of the token
 * @param list such as {@code events}
 * @param filters values by the names of the list's filters
 */
public record SavedView(
        String id,
        String tenant,
        String person,
        String list,
        String name,
        Map<String, String> filters,
        Instant createdAt) {

    /** Whether the id of an end user stands in it, alone or beside other words. */
    boolean hasWord(String userId) {
        Pattern word = Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(userId) + "(?![\\p{L}\\p{N}])");
        return Stream.concat(Stream.of(name), filters.values().stream())
                .anyMatch(text -> word.matcher(text).find());
    }
}

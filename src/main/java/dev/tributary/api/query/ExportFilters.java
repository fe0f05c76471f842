package dev.tributary.api.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.api.contract.ListRequest;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The filters that the entry of an export names. Older releases wrote the query string down, in which a value may name an end
 * user; the hash of an entry is of what was written, so that it is hidden when it is read.
 */
final class ExportFilters {

    private static final Set<String> NAME_NO_USER = Set.of("type", "type[prefix]", "provider", "tenantid", "number");
    private static final Pattern HIDDEN = Pattern.compile("sha256:[0-9a-f]{64}");

    private ExportFilters() {}

    static String shown(String what) {
        if (what.contains(" ") || what.equals("all")) {
            return what; // no query string
        }
        return what.equals("null")
                ? "all"
                : Arrays.stream(what.split("&", -1)).map(ExportFilters::filter).collect(Collectors.joining(" "));
    }

    private static String filter(String filter) {
        String[] parts = filter.split("=", 2);
        String name = decoded(parts[0]);
        String value = parts.length < 2 ? "" : decoded(parts[1]);
        boolean isShown = NAME_NO_USER.contains(name)
                || name.contains("time[")
                || HIDDEN.matcher(value).matches();
        return name + '=' + (isShown ? value : ListRequest.hidden(value));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}

package dev.tributary.followup.paybook;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page behind the last listed one, which is fetched when that one was full. */
final class NextPage {

    /** The maximum of pages of one kind and event, in case a provider's pages never end. */
    static final int MAX_PAGES = 40;

    private static final Pattern LIMIT = Pattern.compile("[?&]limit=(\\d{1,9})(?=&|$)");
    private static final Pattern SKIP = Pattern.compile("(?<=[?&]skip=)(\\d{1,9})(?=&|$)");

    private NextPage() {}

    /**
     * The URL behind a page; all but {@code skip} stays byte for byte.
     *
     * @param listed the URLs of this kind that the event lists so far
     * @return empty if the page was not full, was not the last one, or enough pages are listed
     */
    static Optional<String> after(String href, int rows, List<String> listed) {
        Matcher limit = LIMIT.matcher(href);
        if (!limit.find() || listed.size() >= MAX_PAGES) {
            return Optional.empty();
        }
        long full = Long.parseLong(limit.group(1));
        if (full == 0 || rows < full) {
            return Optional.empty();
        }
        String next = skipTo(href, skip(href) + full);
        boolean last = listed.stream().noneMatch(other -> skip(other) > skip(href) || other.equals(next));
        return last ? Optional.of(next) : Optional.empty();
    }

    private static long skip(String href) {
        Matcher skip = SKIP.matcher(href);
        return skip.find() ? Long.parseLong(skip.group(1)) : 0;
    }

    private static String skipTo(String href, long rows) {
        Matcher skip = SKIP.matcher(href);
        return skip.find() ? skip.replaceFirst(Long.toString(rows)) : href + "&skip=" + rows;
    }
}

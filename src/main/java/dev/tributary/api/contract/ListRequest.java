package dev.tributary.api.contract;

import dev.tributary.mongo.page.IdPage;
import dev.tributary.mongo.page.ListOrder;
import dev.tributary.problem.Problem;
import dev.tributary.problem.Problem.Fault;
import dev.tributary.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * The query of a list: its filters, and the page that is asked for.
 *
 * <p>A cursor is a position in one list of one tenant with one set of filters and one order; with others it is refused.
 */
public final class ListRequest {

    /** The parameter that reverses a list; among the known ones of a list that has it. */
    public static final String ORDER = "order";

    private static final int USUAL = 50;
    private static final int MAX = 200;
    private static final int MAX_FILTER = 1_000;
    /** An offset whose plus was not escaped: in a query, a plus stands for a space. */
    private static final Pattern SPACE_FOR_PLUS = Pattern.compile(" (?=\\d\\d:\\d\\d$)");

    private final Map<String, String> filters = new TreeMap<>();
    private final String listed;
    private final HttpServletRequest request;
    private final int limit;
    private final ListOrder order;
    private final @Nullable String after;

    /**
     * @param known the filters that the list has
     * @throws ProblemException 400 that names unknown, repeated, empty or unusable parameters
     */
    public ListRequest(HttpServletRequest request, Caller caller, Set<String> known) {
        List<Fault> faults = new ArrayList<>();
        request.getParameterMap().forEach((name, values) -> {
            if (!known.contains(name) && !name.equals("limit") && !name.equals("cursor")) {
                faults.add(new Fault(name, "is unknown"));
            } else if (values.length != 1 || values[0].isEmpty()) {
                faults.add(new Fault(name, "must have one value"));
            } else if (known.contains(name) && !name.equals(ORDER)) {
                check(name, values[0], faults);
                filters.put(name, values[0]);
            }
        });
        this.request = request;
        this.order = order(request.getParameter(ORDER), faults);
        this.listed = caller.tenant()
                + ' '
                + request.getRequestURI()
                + ' '
                + filters
                + (order == ListOrder.ASCENDING ? "" : ' ' + order.wireName());
        this.limit = limit(request.getParameter("limit"), faults);
        this.after = position(request.getParameter("cursor"), faults);
        if (!faults.isEmpty()) {
            throw new ProblemException(Problem.invalid(faults));
        }
    }

    public @Nullable String filter(String name) {
        return filters.get(name);
    }

    /** @throws ProblemException 400 if the filter is neither true nor false */
    public boolean flag(String name) {
        return flag(request, name);
    }

    /** A parameter of any request, without which it is false. */
    public static boolean flag(HttpServletRequest request, String name) {
        String value = Objects.requireNonNullElse(request.getParameter(name), "false");
        if (!value.equals("true") && !value.equals("false")) {
            throw ProblemException.invalid(name, "must be true or false");
        }
        return value.equals("true");
    }

    /** @throws ProblemException 400 if the filter is not an RFC 3339 timestamp */
    public @Nullable Instant moment(String name) {
        String text = filters.get(name);
        try {
            return text == null
                    ? null
                    : Timestamps.parse(SPACE_FOR_PLUS.matcher(text).replaceFirst("+"));
        } catch (DateTimeException e) {
            throw ProblemException.invalid(name, "must be a timestamp such as 2026-03-02T09:15:07Z");
        }
    }

    /**
     * The filters for the audit, which no erasure changes: names, times, and values of a known set as they stand; of any
     * other value, which may name an end user, its SHA-256.
     *
     * @param isKnown whether the value of a filter is one of a set that names no end user
     * @throws ProblemException 400 if the filter of a time is not an RFC 3339 timestamp
     */
    public String described(BiPredicate<String, String> isKnown) {
        return filters.isEmpty()
                ? "all"
                : filters.entrySet().stream()
                        .map(filter -> filter.getKey() + '=' + described(filter.getKey(), filter.getValue(), isKnown))
                        .collect(Collectors.joining(" "));
    }

    private String described(String name, String value, BiPredicate<String, String> isKnown) {
        if (name.contains("time[") || name.equals("modifiedSince")) {
            return String.valueOf(moment(name));
        }
        return isKnown.test(name, value) ? value : hidden(value);
    }

    /** What the audit says of a value that may name an end user. */
    public static String hidden(String value) {
        return "sha256:" + DigestUtils.sha256Hex(value);
    }

    /** @throws ProblemException 400 if one of these is there, though the answer has no such pages */
    public void refuse(String... names) {
        List<Fault> faults = Arrays.stream(names)
                .filter(name -> request.getParameter(name) != null)
                .map(name -> new Fault(name, "must be left out here"))
                .toList();
        if (!faults.isEmpty()) {
            throw new ProblemException(Problem.invalid(faults));
        }
    }

    /** Whether the client asked for a page and not for the whole list. */
    public boolean limited() {
        return request.getParameter("limit") != null;
    }

    /** The order of the list: ascending where the client does not say. */
    public ListOrder order() {
        return order;
    }

    /** How many the page holds at most. */
    public int limit() {
        return limit;
    }

    /** One more than the page holds tells whether another page follows. */
    public int limitAndOne() {
        return limit + 1;
    }

    /** The position behind which the page begins; null for the first. */
    public @Nullable String after() {
        return after;
    }

    /** The answer for a page that was read with {@link #limitAndOne}. */
    public <T> Map<String, Object> page(List<T> found, Function<T, String> position, Function<T, ?> shown) {
        boolean more = found.size() > limit;
        List<T> page = more ? found.subList(0, limit) : found;
        return page(new IdPage<>(page, more ? position.apply(found.get(limit - 1)) : null), shown);
    }

    /** The answer for a page that was read with {@link #limit}. */
    public <T> Map<String, Object> page(IdPage<T> found, Function<T, ?> shown) {
        var page = new LinkedHashMap<String, Object>();
        page.put("result", found.found().stream().map(shown).toList());
        if (found.next() != null) {
            page.put("nextCursor", cursor(found.next()));
        }
        return page;
    }

    public String cursor(String position) {
        return Cursor.write(listed, position);
    }

    private static void check(String name, String value, List<Fault> faults) {
        if (value.length() > MAX_FILTER) {
            faults.add(new Fault(name, "must have at most " + MAX_FILTER + " characters"));
        } else if (value.chars().anyMatch(Character::isISOControl)) {
            faults.add(new Fault(name, "must not contain control characters"));
        }
    }

    private static int limit(@Nullable String text, List<Fault> faults) {
        int limit = text == null ? USUAL : text.matches("\\d{1,3}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MAX) {
            faults.add(new Fault("limit", "must be a number from 1 to " + MAX));
        }
        return limit;
    }

    private static ListOrder order(@Nullable String name, List<Fault> faults) {
        for (ListOrder order : ListOrder.values()) {
            if (order.wireName().equals(name)) {
                return order;
            }
        }
        if (name != null && !name.isEmpty()) {
            faults.add(new Fault(ORDER, "must be asc or desc"));
        }
        return ListOrder.ASCENDING;
    }

    private @Nullable String position(@Nullable String cursor, List<Fault> faults) {
        if (cursor == null || cursor.isEmpty()) {
            return null;
        }
        try {
            return Cursor.read(listed, cursor);
        } catch (IllegalArgumentException e) {
            faults.add(new Fault("cursor", String.valueOf(e.getMessage())));
            return null;
        }
    }
}

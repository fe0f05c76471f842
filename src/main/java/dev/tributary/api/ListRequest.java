package dev.tributary.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.UnusableConfigurationException;
import dev.tributary.problem.Problem;
import dev.tributary.problem.Problem.Fault;
import dev.tributary.problem.ProblemException;
import dev.tributary.secret.SecretCipher;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.BufferUnderflowException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The query of a list: its filters, and the page that is asked for.
 *
 * <p>A cursor is a position sealed by the gateway's key, for one tenant, one list and one set of filters; with others
 * it does not open.
 */
public final class ListRequest {

    private static final int USUAL = 50;
    private static final int MOST = 200;

    private final Map<String, String> filters = new TreeMap<>();
    private final String seal;
    private final HttpServletRequest request;
    private final SecretCipher cipher;
    private final int limit;
    private final @Nullable String after;

    /**
     * @param known the filters that the list has
     * @throws ProblemException 400 that names unknown, repeated, empty or unusable parameters
     */
    public ListRequest(HttpServletRequest request, Caller caller, SecretCipher cipher, Set<String> known) {
        List<Fault> faults = new ArrayList<>();
        request.getParameterMap().forEach((name, values) -> {
            if (!known.contains(name) && !name.equals("limit") && !name.equals("cursor")) {
                faults.add(new Fault(name, "is unknown"));
            } else if (values.length != 1 || values[0].isEmpty()) {
                faults.add(new Fault(name, "must have one value"));
            } else if (known.contains(name)) {
                filters.put(name, values[0]);
            }
        });
        this.request = request;
        this.cipher = cipher;
        this.seal = "cursor " + caller.tenant() + ' ' + request.getRequestURI() + ' ' + filters;
        this.limit = limit(request.getParameter("limit"), faults);
        this.after = position(request.getParameter("cursor"), faults);
        if (!faults.isEmpty()) {
            throw new ProblemException(Problem.invalid(faults));
        }
    }

    public @Nullable String filter(String name) {
        return filters.get(name);
    }

    /** @throws ProblemException 400 if the filter is no RFC 3339 timestamp */
    @Nullable
    Instant moment(String name) {
        String text = filters.get(name);
        try {
            return text == null ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw ProblemException.invalid(name, "must be a timestamp such as 2026-03-02T09:15:07Z");
        }
    }

    /** @throws ProblemException 400 if one of these is there, though the answer has no pages */
    void refuse(String... names) {
        List<Fault> faults = Arrays.stream(names)
                .filter(name -> request.getParameter(name) != null)
                .map(name -> new Fault(name, "has no meaning for an export"))
                .toList();
        if (!faults.isEmpty()) {
            throw new ProblemException(Problem.invalid(faults));
        }
    }

    /** Whether the client asked for a page and not for the whole list. */
    public boolean limited() {
        return request.getParameter("limit") != null;
    }

    int limit() {
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
        var page = new LinkedHashMap<String, Object>();
        page.put("result", found.stream().limit(limit).map(shown).toList());
        if (found.size() > limit) {
            page.put("nextCursor", cursor(position.apply(found.get(limit - 1))));
        }
        return page;
    }

    String cursor(String position) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(cipher.encrypt(seal, position).getBytes(UTF_8));
    }

    private static int limit(@Nullable String text, List<Fault> faults) {
        int limit = text == null ? USUAL : text.matches("\\d{1,3}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MOST) {
            faults.add(new Fault("limit", "must be a number from 1 to " + MOST));
        }
        return limit;
    }

    private @Nullable String position(@Nullable String cursor, List<Fault> faults) {
        if (cursor == null || cursor.isEmpty()) {
            return null;
        }
        try {
            return cipher.decrypt(seal, new String(Base64.getUrlDecoder().decode(cursor), UTF_8));
        } catch (UnusableConfigurationException | IllegalArgumentException | BufferUnderflowException e) {
            faults.add(new Fault("cursor", "belongs to no page of this list with these filters"));
            return null;
        }
    }
}

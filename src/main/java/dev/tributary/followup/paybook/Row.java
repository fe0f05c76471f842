package dev.tributary.followup.paybook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.followup.api.UnfetchableException;
import dev.tributary.provider.Payload;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The members of one row, read as what they mean. A member that is null is taken for one that is not there. */
record Row(JsonNode node) {

    /** Seconds of the year 5138; far beyond any booking, and a date in every store. */
    private static final BigDecimal LATEST = new BigDecimal("99999999999");
    /** Reading a number costs the square of its length. The store's decimals have 34 digits, beside a sign, a point and an exponent. */
    private static final int MAX_NUMBER = 40;
    /** Far beyond any description; a document of the store ends at 16 MiB. */
    private static final int MAX_TEXT = 10_000;

    /**
     * Half of a character, which no store keeps, becomes a question mark.
     *
     * @throws UnfetchableException if it is an object or an array with members, or has more than 10,000 characters
     */
    @Nullable
    String text(String name) {
        JsonNode member = node.path(name);
        if (member.isMissingNode() || member.isNull() || isEmptyContainer(member)) {
            return null;
        }
        if (member.isContainerNode()) {
            throw UnfetchableException.permanentFailure(
                    UnfetchableException.MALFORMED, name + " is neither text nor a number");
        }
        String text = new String(member.asText().getBytes(UTF_8), UTF_8);
        if (text.length() > MAX_TEXT) {
            throw UnfetchableException.permanentFailure(
                    UnfetchableException.MALFORMED, name + " has more than " + MAX_TEXT + " characters");
        }
        return text;
    }

    /** As PHP writes an object without members, and one that is not there. */
    private static boolean isEmptyContainer(JsonNode member) {
        return member.isContainerNode() && member.isEmpty();
    }

    /** Ids come as an empty string where there is none. */
    @Nullable
    String id(String name) {
        String id = text(name);
        return id == null || Payload.isBlank(id) ? null : id;
    }

    /** @throws UnfetchableException if it is not there: a row without its id cannot be kept */
    String requiredId(String name) {
        String id = node.path(name).isContainerNode() ? null : id(name);
        if (id == null) {
            throw UnfetchableException.permanentFailure(UnfetchableException.MALFORMED, "the row has no " + name);
        }
        return id;
    }

    /**
     * A number, a boolean, or a text that means one of them; of several spellings of a name one that is set is enough.
     *
     * @return null where the row does not say
     * @throws UnfetchableException if it is something else: a row that was deleted must not count as money
     */
    @Nullable
    Boolean flag(String... names) {
        Boolean flag = null;
        for (String name : names) {
            Boolean said = said(name);
            if (said != null) {
                flag = said || Boolean.TRUE.equals(flag);
            }
        }
        return flag;
    }

    private @Nullable Boolean said(String name) {
        JsonNode member = node.path(name);
        if (member.isNumber()) {
            return member.decimalValue().signum() != 0;
        }
        if (member.isMissingNode() || Payload.isBlank(member)) {
            return null;
        }
        String word = member.isValueNode() ? text(name) : null;
        return switch (String.valueOf(word).strip().toLowerCase(Locale.ROOT)) {
            case "1", "true", "yes", "y" -> true;
            case "0", "false", "no", "n" -> false;
            default ->
                throw UnfetchableException.permanentFailure(UnfetchableException.MALFORMED, name + " is not a flag");
        };
    }

    /** A number, or a string of one, in exact decimals. */
    @Nullable
    BigDecimal decimal(String name) {
        JsonNode member = node.path(name);
        if (member.isNumber()) {
            return member.decimalValue();
        }
        String text = id(name);
        try {
            return text == null ? null : bounded(text);
        } catch (NumberFormatException e) {
            throw UnfetchableException.permanentFailure(UnfetchableException.MALFORMED, name + " is not a number");
        }
    }

    private static BigDecimal bounded(String text) {
        if (text.length() > MAX_NUMBER) {
            throw new NumberFormatException("more than " + MAX_NUMBER + " characters");
        }
        return new BigDecimal(text);
    }

    /**
     * Epoch seconds, or ISO 8601 with an offset; of several spellings of a name the first that is there. Zero and less stand for
     * "none".
     */
    @Nullable
    Instant moment(String... names) {
        for (String name : names) {
            String text = id(name);
            Instant moment = text == null ? null : moment(name, text);
            if (moment != null && moment.isAfter(Instant.EPOCH)) {
                return moment;
            }
        }
        return null;
    }

    private Instant moment(String name, String text) {
        try {
            if (text.length() <= MAX_NUMBER && text.indexOf('T') > 0) {
                return OffsetDateTime.parse(text).toInstant();
            }
            BigDecimal seconds = bounded(text);
            if (seconds.abs().compareTo(LATEST) <= 0 && seconds.scale() <= 9) {
                return Instant.ofEpochSecond(seconds.longValue());
            }
        } catch (DateTimeException | NumberFormatException e) {
            // told below, without the value
        }
        throw UnfetchableException.permanentFailure(UnfetchableException.MALFORMED, name + " is not a time");
    }

    Row child(String name) {
        return new Row(node.path(name));
    }
}

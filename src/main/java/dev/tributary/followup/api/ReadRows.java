package dev.tributary.followup.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.provider.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one answer, each read alone: one that cannot be read costs none of the rows beside it.
 *
 * @param read in the order of the answer
 * @param skipped the others
 */
public record ReadRows<T>(List<T> read, List<Skipped> skipped) {

    /** Twice the length of the provider's ids; a longer one is cut, because it goes into the event. */
    private static final int MAX_ID = 48;

    private static final Pattern UNUSUAL = Pattern.compile("[^ -~]");

    /**
     * A row that was not read.
     *
     * @param position in the answer, from 0
     * @param id the provider's, with a question mark for each character outside ASCII; null where the row has none
     * @param reason what is wrong with which member, without its value
     */
    public record Skipped(int position, @Nullable String id, String reason) {}

    /**
     * @param idName the member that holds the id of a row
     * @param reader fails with {@link UnfetchableException#MALFORMED} for a row that cannot be read
     */
    public static <T> ReadRows<T> of(List<JsonNode> rows, String idName, Function<JsonNode, T> reader) {
        List<T> read = new ArrayList<>(rows.size());
        List<Skipped> skipped = new ArrayList<>();
        for (int position = 0; position < rows.size(); position++) {
            JsonNode row = rows.get(position);
            try {
                read.add(reader.apply(object(row)));
            } catch (UnfetchableException e) {
                if (!e.reason().equals(UnfetchableException.MALFORMED)) {
                    throw e;
                }
                skipped.add(new Skipped(position, id(row.path(idName)), e.detail()));
            }
        }
        return new ReadRows<>(read, skipped);
    }

    /** Stores the rows that were read; returns the others. */
    public List<Skipped> storedBy(Consumer<List<T>> store) {
        store.accept(read);
        return skipped;
    }

    private static JsonNode object(JsonNode row) {
        if (!row.isObject()) {
            throw UnfetchableException.permanentFailure(
                    UnfetchableException.MALFORMED,
                    row.isMissingNode() ? "the row cannot be read as JSON" : "the row is not an object");
        }
        return row;
    }

    private static @Nullable String id(JsonNode id) {
        String text = id.isNull() ? "" : id.asText();
        return Payload.isBlank(text)
                ? null
                : UNUSUAL.matcher(text.substring(0, Math.min(text.length(), MAX_ID)))
                        .replaceAll("?");
    }
}

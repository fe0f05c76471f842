package dev.tributary.followup.paybook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.followup.api.UnfetchableException;
import java.util.List;

/** Reads the answer of a provider's API: as an envelope with rows of every kind, and as an archive. */
public final class AnswerFuzz {

    private static final RowReader ROWS = new RowReader("default", "s1");

    private interface Reading {

        void run();
    }

    private AnswerFuzz() {}

    /** Fails if anything but a refusal is thrown, or a file is given out that is too large or outside of its archive. */
    public static void fuzzerTestOneInput(byte[] input) {
        refusable(() -> Envelope.parse(input).rows().forEach(AnswerFuzz::row));
        long[] expanded = new long[1];
        refusable(() -> new Archive(input).forEach((name, content) -> {
            expanded[0] += content.length;
            if (name.isBlank()
                    || name.startsWith("/")
                    || List.of(name.split("[/\\\\]")).contains("..")) {
                throw new AssertionError("a file outside of the archive: " + name);
            }
        }));
        if (expanded[0] > (long) Archive.MAX_RATIO * input.length || expanded[0] > Archive.MAX_EXPANDED) {
            throw new AssertionError(expanded[0] + " bytes of " + input.length);
        }
    }

    private static void row(JsonNode row) {
        refusable(() -> ROWS.connection(row));
        refusable(() -> ROWS.account(row));
        refusable(() -> ROWS.transaction(row, id -> "Europe/Madrid"));
    }

    private static void refusable(Reading reading) {
        try {
            reading.run();
        } catch (UnfetchableException refused) {
            // as it must
        }
    }
}

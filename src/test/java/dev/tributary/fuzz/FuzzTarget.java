package dev.tributary.fuzz;

import dev.tributary.api.contract.CursorFuzz;
import dev.tributary.egress.UrlFuzz;
import dev.tributary.followup.paybook.AnswerFuzz;
import dev.tributary.mapping.PayloadFuzz;
import dev.tributary.mapping.expression.MoneyAndTimeFuzz;
import dev.tributary.mapping.profile.MappingFileFuzz;
import dev.tributary.verification.RedactionFuzz;
import dev.tributary.verification.signature.HeaderGrammarFuzz;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The parsers that are fuzzed. Each has a folder of inputs in {@code src/test/resources/fuzz}. */
@SuppressWarnings("ImmutableEnumChecker") // methods without state
enum FuzzTarget {
    HEADER_GRAMMAR(HeaderGrammarFuzz.class, HeaderGrammarFuzz::fuzzerTestOneInput),
    REDACTION(RedactionFuzz.class, RedactionFuzz::fuzzerTestOneInput),
    PAYLOAD(PayloadFuzz.class, PayloadFuzz::fuzzerTestOneInput),
    MONEY_AND_TIME(MoneyAndTimeFuzz.class, MoneyAndTimeFuzz::fuzzerTestOneInput),
    MAPPING_FILE(MappingFileFuzz.class, MappingFileFuzz::fuzzerTestOneInput),
    URL(UrlFuzz.class, UrlFuzz::fuzzerTestOneInput),
    CURSOR(CursorFuzz.class, CursorFuzz::fuzzerTestOneInput),
    ANSWER(AnswerFuzz.class, AnswerFuzz::fuzzerTestOneInput);

    private final Class<?> type;
    private final Consumer<byte[]> parser;

    FuzzTarget(Class<?> type, Consumer<byte[]> parser) {
        this.type = type;
        this.parser = parser;
    }

    String className() {
        return type.getName();
    }

    Path corpus() {
        return Path.of("src/test/resources/fuzz", type.getSimpleName());
    }

    void read(byte[] input) {
        parser.accept(input);
    }
}

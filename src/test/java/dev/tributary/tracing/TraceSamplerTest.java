package dev.tributary.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.event.TimeOrderedId;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceSamplerTest {

    /** Of 10,000 random ones; the bounds are ten standard deviations away. */
    @ParameterizedTest
    @CsvSource({"0, 0, 0", "0.1, 700, 1300", "0.5, 4500, 5500", "1, 10000, 10000"})
    void takesThePartOfTheReceiptsThatItIsToldTo(double part, int least, int most) {
        var sampler = new TraceSampler(part);
        var ids = new TimeOrderedId(Clock.systemUTC());
        long taken = Stream.generate(ids::next)
                .limit(10_000)
                .map(id -> id.replace("-", ""))
                .filter(trace -> sampler.shouldSample(
                                        Context.root(), trace, "call", SpanKind.SERVER, Attributes.empty(), List.of())
                                .getDecision()
                        == SamplingDecision.RECORD_AND_SAMPLE)
                .count();
        assertThat(taken).isBetween((long) least, (long) most);
    }
}

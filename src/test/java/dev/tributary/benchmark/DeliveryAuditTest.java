package dev.tributary.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeliveryAuditTest {

    private static final Map<Integer, String> STORED = Map.of(0, "a", 1, "b", 2, "c");

    @Test
    void holdsWhenEachAcknowledgedCallArrivedOnce() {
        assertThat(audit(List.of("b", "a", "c"), 0, 1, 2).holds()).isTrue();
    }

    @Test
    void allowsEventsOfCallsWhoseAnswerWasLost() {
        assertThat(audit(List.of("a", "b", "c"), 0, 1).holds()).isTrue();
    }

    @Test
    void seesWhatIsMissing() {
        DeliveryAudit audit = audit(List.of("a", "c"), 0, 1, 2);
        assertThat(audit.missing()).isEqualTo(1);
        assertThat(audit.holds()).isFalse();
    }

    @Test
    void seesWhatIsRepeated() {
        DeliveryAudit audit = audit(List.of("a", "b", "c", "b", "b"), 0, 1, 2);
        assertThat(audit.repeated()).isEqualTo(1);
        assertThat(audit.holds()).isFalse();
    }

    @Test
    void seesWhatIsNotStored() {
        DeliveryAudit audit = audit(List.of("a", "b", "c"), 0, 1, 2, 3);
        assertThat(audit.notStored()).isEqualTo(1);
        assertThat(audit.holds()).isFalse();
    }

    private static DeliveryAudit audit(List<String> arrived, int... acknowledged) {
        BitSet numbers = new BitSet();
        for (int number : acknowledged) {
            numbers.set(number);
        }
        return DeliveryAudit.of("test", numbers, STORED, arrived, 1, 0);
    }
}

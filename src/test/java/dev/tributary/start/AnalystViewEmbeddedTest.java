package dev.tributary.start;

import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.tributary.store.TestDatabase;
import org.junit.jupiter.api.Test;

class AnalystViewEmbeddedTest {

    /** The embedded store has no views; a gateway that is asked for them starts all the same. */
    @Test
    void isLeftAsItIsWhereTheStoreHasNoViews() {
        var views = new AnalystViewStore(TestDatabase.embedded());
        assertThatNoException().isThrownBy(views::prepare);
    }
}

package dev.tributary.quarantine;

import dev.tributary.faultrun.Form;
import dev.tributary.store.TestDatabase;

class RemapEmbeddedTest extends RemapContract {

    @Override
    String server() {
        return TestDatabase.embeddedUri();
    }

    @Override
    int calls() {
        return Form.choose(2_000, 10_000);
    }
}

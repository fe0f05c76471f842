package dev.tributary.quarantine;

import dev.tributary.faultrun.Form;
import dev.tributary.store.TestDatabase;

class RemapIT extends RemapContract {

    @Override
    String server() {
        return TestDatabase.containerUri();
    }

    @Override
    int calls() {
        return Form.choose(1_000, 10_000);
    }
}

package dev.tributary.source.registration;

import dev.tributary.store.TestDatabase;

class TinkRegistrationIT extends TinkRegistrationContract {

    @Override
    String server() {
        return TestDatabase.containerUri();
    }
}

package dev.tributary.source.registration;

import org.jspecify.annotations.Nullable;

class TinkRegistrationEmbeddedTest extends TinkRegistrationContract {

    @Override
    @Nullable
    String server() {
        return null;
    }
}

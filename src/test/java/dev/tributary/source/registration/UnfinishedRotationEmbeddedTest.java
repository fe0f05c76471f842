package dev.tributary.source.registration;

import org.jspecify.annotations.Nullable;

class UnfinishedRotationEmbeddedTest extends UnfinishedRotationContract {

    @Override
    @Nullable
    String server() {
        return null;
    }
}

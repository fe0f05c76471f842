package dev.tributary.ingest;

import dev.tributary.store.TestDatabase;
import java.util.UUID;

class RejectedCallsEmbeddedTest extends RejectedCallsContract {

    @Override
    String uri() {
        String database = "/t" + UUID.randomUUID().toString().replace("-", "");
        return TestDatabase.embeddedUri().replaceFirst("/(\\?|$)", database + "$1");
    }
}

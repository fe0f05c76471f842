package dev.tributary.ingest;

import dev.tributary.store.TestDatabase;
import java.util.UUID;

class RejectedCallsIT extends RejectedCallsContract {

    @Override
    String uri() {
        String database = "/t" + UUID.randomUUID().toString().replace("-", "");
        return TestDatabase.containerUri().replaceFirst("/(\\?|$)", database + "$1");
    }
}

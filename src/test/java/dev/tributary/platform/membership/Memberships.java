package dev.tributary.platform.membership;

import com.mongodb.client.MongoDatabase;
import java.util.function.LongSupplier;

/** Gateways of tests among the living ones. */
public final class Memberships {

    private Memberships() {}

    /** One that may have others beside it. */
    public static Membership of(MongoDatabase database) {
        return of(database, System::nanoTime);
    }

    /** One whose time is the test's. */
    public static Membership of(MongoDatabase database, LongSupplier nanoTime) {
        return new Membership(new GatewayStore(database), false, nanoTime);
    }
}

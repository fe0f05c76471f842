package dev.tributary.platform;

import com.mongodb.client.MongoDatabase;

/** Gateways of tests among the living ones. */
public final class Memberships {

    private Memberships() {}

    /** One that may have others beside it. */
    public static Membership of(MongoDatabase database) {
        return new Membership(new GatewayStore(database), false, System::nanoTime);
    }
}

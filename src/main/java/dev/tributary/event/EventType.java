package dev.tributary.event;

/** The type names that code, not a mapping file, decides on. */
public final class EventType {

    public static final String CONNECTION_REFRESHED = "bank.connection.refreshed.v1";
    /** The transactions of one account changed. */
    public static final String TRANSACTIONS_UPDATED = "bank.transactions.updated.v1";
    /** Verified and stored, but no rule matched or a required field is missing. */
    public static final String UNMAPPED = "gateway.provider.unmapped.v1";
    /** A provider's test ping: stored, never delivered. */
    public static final String PROVIDER_TEST = "gateway.provider.test.v1";

    /** The gateway's own ping to a subscriber's endpoint. */
    public static final String SUBSCRIPTION_TEST = "gateway.subscription.test.v1";
    /** The gateway itself disabled a subscription. */
    public static final String SUBSCRIPTION_DISABLED = "gateway.subscription.disabled.v1";

    /** A source's webhook is not as it should be, the source is silent, or both have ended. */
    public static final String SOURCE_UNHEALTHY = "gateway.source.unhealthy.v1";

    private EventType() {}

    /** The second segment of a type, which names its schema: {@code bank.payment.failed.v1} is of family payment. */
    public static String family(String type) {
        if (type.startsWith("gateway.")) {
            return "gateway";
        }
        int start = type.indexOf('.') + 1;
        return type.substring(start, type.indexOf('.', start));
    }
}

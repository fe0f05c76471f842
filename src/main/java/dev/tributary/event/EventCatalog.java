package dev.tributary.event;

import java.util.Set;

/** The canonical event types. A provider's added mapping files may give further ones of the same families. */
public final class EventCatalog {

    public static final Set<String> TYPES = Set.of(
            "bank.connection.created.v1",
            "bank.connection.updated.v1",
            "bank.connection.refreshed.v1",
            "bank.connection.refresh_failed.v1",
            "bank.consent.created.v1",
            "bank.consent.updated.v1",
            "bank.consent.expired.v1",
            "bank.consent.revoked.v1",
            "bank.payment.created.v1",
            "bank.payment.action_required.v1",
            "bank.payment.processing.v1",
            "bank.payment.submitted.v1",
            "bank.payment.executed.v1",
            "bank.payment.failed.v1",
            "bank.payment.cancelled.v1",
            "bank.payment.updated.v1",
            "bank.account.opened.v1",
            "bank.account.onboarded.v1",
            "bank.account.linked.v1",
            "bank.account.updated.v1",
            "bank.transactions.updated.v1",
            "bank.transactions.removed.v1",
            "gateway.provider.unmapped.v1",
            "gateway.provider.test.v1",
            "gateway.source.unhealthy.v1",
            "gateway.subscription.disabled.v1",
            "gateway.subscription.test.v1");

    private EventCatalog() {}
}

package dev.tributary.security.audit;

import dev.tributary.security.audit.AuditEntry.Link;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the chain of a tenant from its first entry to its last one, and says where it is broken first. */
public final class AuditVerification {

    private final AuditStore store;

    public AuditVerification(AuditStore store) {
        this.store = store;
    }

    /**
     * What a verification has found.
     *
     * @param entries how many were verified before the fault, or all
     * @param last the last one that was verified; number 0 where there is none
     * @param fault null where each entry continues the one before
     */
    public record Outcome(long entries, Link last, @Nullable Fault fault) {}

    /**
     * Where a chain is broken first.
     *
     * @param number of the entry
     * @param id of the entry; null where it is not there
     * @param kind {@code changed}, {@code removed} or {@code inserted}
     * @param detail for people
     */
    public record Fault(long number, @Nullable String id, String kind, String detail) {}

    /** Reads the whole chain. Errors of the driver pass through. */
    public Outcome verify(String tenant) {
        while (true) {
            AuditStore.Chain chain = store.chain(tenant);
            Outcome outcome = new Walk(tenant, chain).verify();
            boolean begunAnew = !store.chain(tenant).removed().equals(chain.removed());
            if (outcome.fault() == null || !begunAnew) { // else its first entries were removed while it was read
                return outcome;
            }
        }
    }

    private final class Walk {

        private final String tenant;
        private final AuditStore.Chain chain;
        private Link before;
        private @Nullable AuditEntry entryBefore;
        private @Nullable Fault fault;
        private long entries;

        Walk(String tenant, AuditStore.Chain chain) {
            this.tenant = tenant;
            this.chain = chain;
            this.before = chain.removed();
        }

        Outcome verify() {
            String first = null;
            for (List<AuditEntry> page = next(); !page.isEmpty() && fault == null; page = next()) {
                first = first == null ? page.get(0).id() : first;
                for (AuditEntry entry : page) {
                    fault = fault == null ? fault(entry) : fault;
                    if (fault == null) {
                        accept(entry);
                    }
                }
            }
            if (fault == null && before.number() < chain.last().number()) {
                fault = removed(before.number() + 1, chain.last().number());
            }
            if (fault == null && first != null) {
                fault = unnumbered(first);
            }
            return new Outcome(entries, before, fault);
        }

        private List<AuditEntry> next() {
            return fault == null ? store.behind(tenant, before.number()) : List.of();
        }

        private void accept(AuditEntry entry) {
            before = AuditStore.link(entry);
            entryBefore = entry;
            entries++;
        }

        private @Nullable Fault fault(AuditEntry entry) {
            Link link = AuditStore.link(entry);
            if (link.number() > before.number() + 1) {
                return removed(before.number() + 1, link.number() - 1);
            }
            if (link.number() <= before.number()) {
                return new Fault(link.number(), entry.id(), "inserted", "another entry has the same number");
            }
            if (!entry.isIntact(link)) {
                return new Fault(link.number(), entry.id(), "changed", "its hash is not that of its content");
            }
            if (!link.previous().equals(before.hash())) {
                return discontinued(entry, link);
            }
            boolean isKnown = link.number() == chain.last().number();
            return isKnown && !link.hash().equals(chain.last().hash())
                    ? new Fault(link.number(), entry.id(), "changed", "it had another hash when it was written")
                    : null;
        }

        /** An entry that continues another one than stands before it. */
        private Fault discontinued(AuditEntry entry, Link link) {
            AuditEntry other = entryBefore;
            return other == null
                    ? new Fault(
                            link.number(), entry.id(), "changed", "it does not continue what its retention has removed")
                    : new Fault(
                            link.number() - 1,
                            other.id(),
                            "changed",
                            "the next entry, " + entry.id() + ", continues one with another hash");
        }

        private Fault removed(long from, long to) {
            return new Fault(
                    from, null, "removed", from == to ? "it is missing" : "entries up to " + to + " are missing");
        }

        private @Nullable Fault unnumbered(String first) {
            return store.unnumberedSince(tenant, first, 1).stream()
                    .findFirst()
                    .map(entry -> new Fault(
                            0,
                            entry.id(),
                            "inserted",
                            "it has no number, as those of a release without chains, but is younger than the chain"))
                    .orElse(null);
        }
    }
}

package dev.tributary.quarantine.job;

import dev.tributary.mongo.page.IdRange;
import dev.tributary.quarantine.QuarantinedCall.Kind;
import dev.tributary.quarantine.Releases;
import dev.tributary.quarantine.Remapped;
import dev.tributary.quarantine.UnreleasableException;
import dev.tributary.quarantine.UnreleasableException.Cause;
import dev.tributary.quarantine.job.Job.Filter;
import dev.tributary.receipt.ReceiptStore;
import dev.tributary.receipt.ReceiptStore.Filters;
import dev.tributary.receipt.ReceiptStore.Listed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Releases the calls that were refused, one after another. */
final class ReceiptWalk implements Walk {

    private static final int PAGE = 50;

    private final ReceiptStore receipts;
    private final Releases releases;
    private final Kind kind;

    ReceiptWalk(ReceiptStore receipts, Releases releases, Kind kind) {
        this.receipts = receipts;
        this.releases = releases;
        this.kind = kind;
    }

    @Override
    public Page look(Filter filter, @Nullable String position) {
        return page(filter, position, id -> releases.preview(filter.tenant(), id).events().stream()
                .filter(Remapped::isToBeStored)
                .toList());
    }

    @Override
    public Page work(Filter filter, @Nullable String position, Instant since) {
        return page(filter, position, id -> {
            releases.release(filter.tenant(), id);
            return List.of();
        });
    }

    private Page page(Filter filter, @Nullable String position, Function<String, List<Remapped>> release) {
        IdRange ids = IdRange.madeBetween(filter.from(), filter.before());
        var filters = new Filters(filter.tenant(), null, filter.sourceId(), kind.verdict());
        List<Listed> page = receipts.find(filters, ids, position, PAGE);
        var tally = new Tally();
        List<Remapped> changes = new ArrayList<>();
        for (Listed listed : page) {
            try {
                changes.addAll(release.apply(listed.receipt().id()));
                tally.add("released", 1);
            } catch (UnreleasableException e) {
                if (e.reason() == Cause.NOT_STORED) {
                    throw e; // the page is done again
                }
                tally.add(e.reason());
            }
        }
        return new Page(
                tally.counts(),
                changes,
                page.size() < PAGE ? null : page.get(PAGE - 1).position());
    }
}

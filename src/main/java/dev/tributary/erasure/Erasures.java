package dev.tributary.erasure;

import dev.tributary.erasure.ErasureStore.Claimed;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.receipt.Receipt;
import dev.tributary.security.privacy.EndUser;
import dev.tributary.security.privacy.UserKeys;
import dev.tributary.security.secret.SecretMembers;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Erases end users. Errors of the driver pass through unchanged. */
public final class Erasures {

    /** Where the ids of users are while their erasures go on, encrypted under the master key. */
    public static final SecretMembers SECRETS = new SecretMembers("erasures", "", List.of("userId"));

    private final ErasureStore erasures;
    private final ErasureWork work;
    private final UserKeys keys;
    private final TimeOrderedId ids;
    private final Runnable wake;
    private final Clock clock;

    /** @param wake is run when there is a new erasure */
    Erasures(ErasureStore erasures, ErasureWork work, UserKeys keys, TimeOrderedId ids, Runnable wake, Clock clock) {
        this.erasures = erasures;
        this.work = work;
        this.keys = keys;
        this.ids = ids;
        this.wake = wake;
        this.clock = clock;
    }

    /** How much of each kind names a user now. Nothing is written; the tenant's events and receipts are read once. */
    public Map<String, Long> count(EndUser user) {
        return work.count(user, ids.floor());
    }

    /** The id under which an erasure of a user goes on, if one does; else the id of one to be started. */
    public String idFor(EndUser user) {
        return find(user)
                .filter(erasure -> erasure.endedAt() == null)
                .map(Erasure::id)
                .orElseGet(ids::next);
    }

    /**
     * Destroys the key of a user before it returns, and then removes what names the user in the background, at any gateway. A
     * second call with the same id changes nothing.
     */
    public void start(String id, EndUser user) {
        erasures.add(Erasure.of(id, user, keys.nameOf(user).orElse(null), clock.instant()));
        erasures.claim(id).ifPresent(this::begin);
        wake.run();
    }

    private void begin(Claimed claimed) {
        if (claimed.erasure().step() == Erasure.Step.KEY) {
            work.destroyKey(claimed);
        } else {
            erasures.release(claimed);
        }
    }

    /** The latest erasure of a user. */
    public Optional<Erasure> find(EndUser user) {
        return erasures.find(user);
    }

    /** Whether a receipt names a user whose erasure goes on. */
    public boolean isErased(Receipt receipt) {
        return erased(receipt.tenant()).test(receipt);
    }

    /** The receipts of a tenant that name a user whose erasure goes on now. */
    public Predicate<Receipt> erased(String tenant) {
        List<NamedUser> users = erasures.running(tenant).stream()
                .map(erasure -> new NamedUser(erasure.user()))
                .toList();
        return receipt -> users.stream().anyMatch(user -> user.test(receipt));
    }
}

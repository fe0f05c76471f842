package dev.tributary.source.registration;

import dev.tributary.source.Source;
import dev.tributary.source.SourceRow;
import dev.tributary.source.SourceSecret;
import dev.tributary.source.SourceStore;
import dev.tributary.source.registration.Registration.FormerSecret;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Secrets that registrations add to sources, and remove. Each change is one of the source, at its next revision. */
final class SourceSecrets {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ID_BYTES = 12;
    /** In each round, at least one of the writers that meet succeeds. */
    private static final int ROUNDS = 20;

    private final SourceStore sources;
    private final Clock clock;

    SourceSecrets(SourceStore sources, Clock clock) {
        this.sources = sources;
        this.clock = clock;
    }

    /** Text of so many random bytes, which can stand in a header and in a URL. */
    static String random(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    static String newId() {
        return random(ID_BYTES);
    }

    /** The source as it stands in the store; empty where it is not there, or cannot be read. */
    Optional<Source> source(String tenant, String id) {
        return sources.find(tenant, id)
                .flatMap(row ->
                        row instanceof SourceRow.Usable usable ? Optional.of(usable.source()) : Optional.empty());
    }

    static @Nullable SourceSecret find(Source source, String secretId) {
        return source.secrets().stream()
                .filter(secret -> secret.id().equals(secretId))
                .findFirst()
                .orElse(null);
    }

    /** Adds a secret, or replaces the one with its id. */
    Source put(Source source, String secretId, String value, @Nullable String appliesTo) {
        var secret = new SourceSecret(secretId, value, appliesTo, now());
        return change(source, secrets -> {
            secrets.removeIf(one -> one.id().equals(secretId));
            secrets.add(secret);
            return secrets;
        });
    }

    /** Removes secrets; one that is not there is no error. */
    Source remove(Source source, Collection<String> secretIds) {
        return change(source, secrets -> {
            secrets.removeIf(one -> secretIds.contains(one.id()));
            return secrets;
        });
    }

    /** Ends former secrets, each at its moment or when it ends already. */
    Source expire(Source source, List<FormerSecret> former) {
        return change(source, secrets -> {
            secrets.replaceAll(one -> former.stream()
                    .filter(old -> old.id().equals(one.id()) && !one.isExpired(old.end()))
                    .findFirst()
                    .map(old -> one.expiring(old.end()))
                    .orElse(one));
            return secrets;
        });
    }

    /** Undoes a change of secrets in one write: the old one ends as it did before, and the new one goes. */
    Source restore(Source before, String secretId, String newSecretId) {
        SourceSecret old = find(before, secretId);
        return change(before, secrets -> {
            secrets.removeIf(one -> one.id().equals(newSecretId));
            if (old != null) {
                secrets.replaceAll(one -> one.id().equals(secretId) ? one.expiring(old.expiresAt()) : one);
            }
            return secrets;
        });
    }

    private Source change(Source source, UnaryOperator<List<SourceSecret>> change) {
        for (int round = 0; round < ROUNDS; round++) {
            Source current = source(source.tenant(), source.id())
                    .orElseThrow(() -> RegistrationException.conflict("The source was deleted meanwhile."));
            List<SourceSecret> secrets = change.apply(new ArrayList<>(current.secrets()));
            if (secrets.equals(current.secrets())) {
                return current;
            }
            Source changed = current.withSecrets(secrets).modified(now());
            if (sources.replace(changed)) {
                return changed;
            }
        }
        throw RegistrationException.conflict("The source was changed many times meanwhile.");
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}

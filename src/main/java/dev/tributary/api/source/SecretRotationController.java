package dev.tributary.api.source;

import dev.tributary.api.contract.Caller;
import dev.tributary.api.contract.ContractAnswer;
import dev.tributary.api.contract.RequestFields;
import dev.tributary.api.contract.Revision;
import dev.tributary.problem.ProblemException;
import dev.tributary.security.audit.AuditLog;
import dev.tributary.source.Source;
import dev.tributary.source.SourceSecret;
import dev.tributary.source.SourceStore;
import dev.tributary.source.registration.Registrations;
import dev.tributary.source.rule.InvalidSourceException;
import dev.tributary.source.rule.SourceRules;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Gives a source a new secret beside the old ones, which expire after a grace time. Where no value is sent, the webhook at the
 * provider gets a new one as well.
 */
@RestController
@RequestMapping(path = RegistrationController.PATH + "/sources/{id}/secrets", produces = ContractAnswer.JSON)
class SecretRotationController {

    private static final Duration USUAL_GRACE = Duration.ofHours(24);
    private static final Duration MAX_GRACE = Duration.ofDays(90);

    private final SourceStore sources;
    private final SourceRules rules;
    private final Registrations registrations;
    private final ProviderAnswers providers;
    private final AuditLog audit;
    private final Clock clock;

    SecretRotationController(
            SourceStore sources,
            SourceRules rules,
            Registrations registrations,
            ProviderAnswers providers,
            AuditLog audit,
            Clock clock) {
        this.sources = sources;
        this.rules = rules;
        this.registrations = registrations;
        this.providers = providers;
        this.audit = audit;
        this.clock = clock;
    }

    /** @param value null to have the webhook at the provider get a new one */
    private record Rotation(
            @Nullable String value, @Nullable String appliesTo, Instant expiresAt) {}

    @PostMapping
    ResponseEntity<byte[]> rotate(
            @PathVariable("id") String id,
            RequestFields sent,
            HttpServletRequest request,
            JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        RegistrationController.checkQuery(request, Set.of());
        Source source = UsableSource.of(sources, caller, id);
        Revision.check(request, source.revision());
        Rotation rotation = read(sent);
        if (rotation.value() == null && registrations.find(caller.tenant(), id).isEmpty()) {
            throw ProblemException.invalid("value", "is required for a source that is not registered at its provider");
        }
        audit.add(caller.tenant(), caller.name(), "source.secret.rotate", id);
        if (rotation.value() == null) {
            providers.answered(() -> registrations.rotate(source, rotation.expiresAt()));
            return ContractAnswer.changed(UsableSource.of(sources, caller, id).revision());
        }
        return ContractAnswer.changed(rotated(caller, request, id, rotation));
    }

    private Rotation read(RequestFields sent) {
        String value = sent.text("value");
        String appliesTo = sent.text("applies_to");
        if (!sent.sent("value") && appliesTo != null) {
            sent.fault("applies_to", "must be left out without a value");
        }
        Instant expiresAt = now().plus(grace(sent));
        sent.finish();
        return new Rotation(value, appliesTo, expiresAt);
    }

    private static Duration grace(RequestFields sent) {
        Duration grace = Duration.parse(sent.text("grace", USUAL_GRACE.toString()));
        if (grace.isNegative() || grace.compareTo(MAX_GRACE) > 0) {
            sent.fault("grace", "must be at most " + MAX_GRACE.toDays() + " days, and not negative");
            return USUAL_GRACE;
        }
        return grace;
    }

    private long rotated(Caller caller, HttpServletRequest request, String id, Rotation rotation) {
        return Revision.retry(round -> {
            Source old = UsableSource.of(sources, caller, id);
            Revision.check(request, old.revision());
            Source changed = with(old, rotation).modified(now());
            check(changed);
            return sources.replace(changed) ? Optional.of(changed.revision()) : Optional.empty();
        });
    }

    private void check(Source changed) {
        try {
            rules.check(changed);
        } catch (InvalidSourceException e) {
            throw ProblemException.invalid(
                    e.field().equals("secrets") ? "value" : e.field(), String.valueOf(e.getMessage()));
        }
    }

    /** Old secrets for the same calls expire, unless they do so earlier. */
    private Source with(Source old, Rotation rotation) {
        List<SourceSecret> secrets = new ArrayList<>();
        for (SourceSecret secret : old.secrets()) {
            Instant before = secret.expiresAt();
            boolean expires = Objects.equals(secret.appliesTo(), rotation.appliesTo())
                    && (before == null || before.isAfter(rotation.expiresAt()));
            secrets.add(expires ? secret.expiring(rotation.expiresAt()) : secret);
        }
        String value = Objects.requireNonNull(rotation.value());
        secrets.add(new SourceSecret(Registrations.newSecretId(), value, rotation.appliesTo(), now()));
        return old.withSecrets(secrets);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}

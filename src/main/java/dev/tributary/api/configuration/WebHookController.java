package dev.tributary.api.configuration;

import dev.tributary.api.contract.Caller;
import dev.tributary.api.contract.ContractAnswer;
import dev.tributary.api.contract.ListRequest;
import dev.tributary.api.contract.RequestFields;
import dev.tributary.api.contract.Revision;
import dev.tributary.api.delivery.IdempotentCalls;
import dev.tributary.api.limit.TenantLimits;
import dev.tributary.delivery.check.EndpointChecks;
import dev.tributary.problem.ProblemException;
import dev.tributary.security.audit.AuditLog;
import dev.tributary.subscription.Subscription;
import dev.tributary.subscription.SubscriptionRow;
import dev.tributary.subscription.SubscriptionStore;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Subscriptions by the contract that calls them web hooks. */
@RestController
@RequestMapping(path = WebHookController.PATH, produces = ContractAnswer.JSON)
class WebHookController {

    static final String PATH = "/api/v1/configuration/web-hooks";

    private static final long FIRST_REVISION = 1;

    /** So long the answer to a change waits for the endpoint, so that a quick one is active when it arrives. */
    private static final Duration SHORT_WAIT = Duration.ofMillis(500);

    /** The same where the check is what was asked for. */
    private static final Duration REQUESTED_WAIT = Duration.ofSeconds(2);

    private final SubscriptionStore subscriptions;
    private final WebHookForm form;
    private final SigningForm signing;
    private final EndpointChecks checks;
    private final IdempotentCalls idempotent;
    private final TenantLimits limits;
    private final AuditLog audit;
    private final Clock clock;

    WebHookController(
            SubscriptionStore subscriptions,
            WebHookForm form,
            SigningForm signing,
            EndpointChecks checks,
            IdempotentCalls idempotent,
            TenantLimits limits,
            AuditLog audit,
            Clock clock) {
        this.subscriptions = subscriptions;
        this.form = form;
        this.signing = signing;
        this.checks = checks;
        this.idempotent = idempotent;
        this.limits = limits;
        this.audit = audit;
        this.clock = clock;
    }

    @GetMapping
    void list(HttpServletRequest request, HttpServletResponse response, JwtAuthenticationToken token)
            throws IOException {
        Caller caller = Caller.of(token);
        var list = new ListRequest(request, caller, Set.of("type"));
        Subscription.Type type = type(list.filter("type"));
        ContractAnswer.list(
                response,
                list,
                (after, limit) -> subscriptions.list(caller.tenant(), type, after, limit),
                SubscriptionRow::id,
                form::shown);
    }

    /** Without an {@code Idempotency-Key}, a request that is repeated creates another web hook, unless it names the id. */
    @PostMapping(consumes = "application/json")
    ResponseEntity<byte[]> create(RequestFields sent, HttpServletRequest request, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        String id = SourceForm.id(sent);
        Subscription subscription = form.created(caller.tenant(), id, sent, now());
        if (!IdempotentCalls.hasKey(request)) {
            insert(caller, subscription);
            return ContractAnswer.created(PATH, id, FIRST_REVISION);
        }
        String meaning = request.getRequestURI() + ' ' + form.meaning(sent, subscription);
        String known = idempotent.once(request, caller, meaning, created -> {
            // after a crash the web hook may be there already, under the id that the first request gave it
            if (sent.sent("id") || subscriptions.find(caller.tenant(), created).isEmpty()) {
                insert(caller, form.created(caller.tenant(), sent.text("id", created), sent, now()));
            }
        });
        return ContractAnswer.created(PATH, sent.text("id", known), FIRST_REVISION);
    }

    private void insert(Caller caller, Subscription subscription) {
        limits.checkNewSubscription(caller.tenant(), subscription.selection());
        audit.add(caller.tenant(), caller.name(), "web-hook.create", subscription.id());
        if (!subscriptions.insert(subscription)) {
            throw ProblemException.conflict(SourceController.ID_TAKEN);
        }
        checks.await(subscription, SHORT_WAIT);
    }

    @GetMapping("/{id}")
    ResponseEntity<byte[]> read(@PathVariable("id") String id, JwtAuthenticationToken token) {
        SubscriptionRow row = row(Caller.of(token), id);
        return ContractAnswer.found(form.shown(row), row.revision());
    }

    @PatchMapping(
            path = "/{id}",
            consumes = {"application/json", "application/merge-patch+json"})
    ResponseEntity<byte[]> change(
            @PathVariable("id") String id,
            RequestFields sent,
            HttpServletRequest request,
            JwtAuthenticationToken token) {
        Subscription changed =
                replace(request, Caller.of(token), id, "web-hook.change", old -> form.changed(old, sent, now()));
        checks.await(changed, SHORT_WAIT);
        return ContractAnswer.changed(changed.revision());
    }

    /** A new signing key; a secret is shown this once, a public key can be read again. The old key signs on for a time. */
    @PostMapping("/{id}/signing-secret")
    ResponseEntity<byte[]> rotate(
            @PathVariable("id") String id, HttpServletRequest request, JwtAuthenticationToken token) {
        Subscription changed =
                replace(request, Caller.of(token), id, "web-hook.rotate", old -> signing.rotated(old, now()));
        return ContractAnswer.found(SigningForm.verifyingKey(changed.signing()), changed.revision());
    }

    /** Checks the endpoint again: 200 with the outcome where it comes soon, else 202. */
    @PostMapping("/{id}/verification")
    ResponseEntity<byte[]> verify(
            @PathVariable("id") String id, HttpServletRequest request, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        Subscription due = replace(request, caller, id, "web-hook.verify", old -> form.checkedAgain(old, now()));
        boolean ended = checks.await(due, REQUESTED_WAIT);
        return ContractAnswer.checked(form.checked(find(caller, id)), ended, due.revision());
    }

    @DeleteMapping("/{id}")
    ResponseEntity<byte[]> delete(
            @PathVariable("id") String id, HttpServletRequest request, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        return Revision.retry(round -> {
            SubscriptionRow old = row(caller, id);
            Revision.check(request, old.revision());
            if (round == 0) {
                audit.add(caller.tenant(), caller.name(), "web-hook.delete", id);
            }
            return subscriptions.delete(old.id(), old.revision())
                    ? Optional.of(ContractAnswer.deleted())
                    : Optional.empty();
        });
    }

    private Subscription replace(
            HttpServletRequest request, Caller caller, String id, String action, UnaryOperator<Subscription> change) {
        return Revision.retry(round -> {
            Subscription old = find(caller, id);
            Revision.check(request, old.revision());
            Subscription changed = change.apply(old);
            if (changed.revision() == old.revision()) {
                return Optional.of(old);
            }
            limits.checkChanged(caller.tenant(), id, old.selection(), changed.selection());
            if (round == 0) {
                audit.add(caller.tenant(), caller.name(), action, id);
            }
            return subscriptions.replace(changed) ? Optional.of(changed) : Optional.empty();
        });
    }

    private static Subscription.@Nullable Type type(@Nullable String filter) {
        return filter == null
                ? null
                : WebHookForm.type(filter)
                        .orElseThrow(
                                () -> ProblemException.invalid("type", "must be one of " + Subscription.CONFIGURABLE));
    }

    private SubscriptionRow row(Caller caller, String id) {
        return subscriptions.row(caller.tenant(), id).orElseThrow(ProblemException::notFound);
    }

    /** One with an unusable filter can be changed; of one whose secrets are lost, nothing can be kept. */
    private Subscription find(Caller caller, String id) {
        Subscription readable = row(caller, id).readable();
        if (readable == null) {
            throw ProblemException.conflict(
                    "This web hook cannot be read, for example because it was encrypted under another master key; "
                            + "delete it and create another one.");
        }
        return readable;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}

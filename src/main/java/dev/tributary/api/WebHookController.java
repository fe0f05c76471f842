package dev.tributary.api;

import dev.tributary.audit.AuditLog;
import dev.tributary.event.GatewayUri;
import dev.tributary.problem.Problem;
import dev.tributary.problem.ProblemException;
import dev.tributary.secret.SecretCipher;
import dev.tributary.subscription.Subscription;
import dev.tributary.subscription.SubscriptionStore;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.springframework.http.HttpStatus;
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
@RequestMapping(path = WebHookController.PATH, produces = "application/json;charset=UTF-8")
class WebHookController {

    static final String PATH = "/api/v1/configuration/web-hooks";

    /** Writers that meet without having read the same revision; each round, one of them gets through. */
    private static final int ROUNDS = 20;

    private final SubscriptionStore subscriptions;
    private final WebHookForm form;
    private final SigningForm signing;
    private final SecretCipher cipher;
    private final AuditLog audit;
    private final GatewayUri gateway;
    private final Clock clock;

    WebHookController(
            SubscriptionStore subscriptions,
            WebHookForm form,
            SigningForm signing,
            SecretCipher cipher,
            AuditLog audit,
            GatewayUri gateway,
            Clock clock) {
        this.subscriptions = subscriptions;
        this.form = form;
        this.signing = signing;
        this.cipher = cipher;
        this.audit = audit;
        this.gateway = gateway;
        this.clock = clock;
    }

    @GetMapping
    Map<String, Object> list(HttpServletRequest request, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        var list = new ListRequest(request, caller, cipher, Set.of());
        return list.page(
                subscriptions.list(caller.tenant(), list.after(), list.limitAndOne()), Subscription::id, form::shown);
    }

    @PostMapping(consumes = "application/json")
    ResponseEntity<Void> create(HttpServletRequest request, JwtAuthenticationToken token) throws IOException {
        Caller caller = Caller.of(token);
        Subscription subscription = form.created(caller.tenant(), RequestFields.read(request), now());
        audit.add(caller.tenant(), caller.name(), "web-hook.create", subscription.id());
        if (!subscriptions.insert(subscription)) {
            throw new ProblemException(Problem.of(HttpStatus.CONFLICT, "This id is taken."));
        }
        return ResponseEntity.created(URI.create(gateway.base() + PATH + "/" + subscription.id()))
                .eTag(Revision.tag(subscription.revision()))
                .build();
    }

    @GetMapping("/{id}")
    ResponseEntity<Map<String, Object>> read(@PathVariable("id") String id, JwtAuthenticationToken token) {
        Subscription subscription = find(Caller.of(token), id);
        return ResponseEntity.ok().eTag(Revision.tag(subscription.revision())).body(form.shown(subscription));
    }

    @PatchMapping(
            path = "/{id}",
            consumes = {"application/json", "application/merge-patch+json"})
    ResponseEntity<Void> change(@PathVariable("id") String id, HttpServletRequest request, JwtAuthenticationToken token)
            throws IOException {
        RequestFields sent = RequestFields.read(request);
        Subscription changed =
                replace(request, Caller.of(token), id, "web-hook.change", old -> form.changed(old, sent, now()));
        return ResponseEntity.noContent().eTag(Revision.tag(changed.revision())).build();
    }

    /** A new signing key; a secret is shown this once, a public key can be read again. The old key signs on for a time. */
    @PostMapping("/{id}/signing-secret")
    ResponseEntity<Map<String, String>> rotate(
            @PathVariable("id") String id, HttpServletRequest request, JwtAuthenticationToken token) {
        Subscription changed =
                replace(request, Caller.of(token), id, "web-hook.rotate", old -> signing.rotated(old, now()));
        return ResponseEntity.ok()
                .eTag(Revision.tag(changed.revision()))
                .body(SigningForm.verifyingKey(changed.signing()));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(
            @PathVariable("id") String id, HttpServletRequest request, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        for (int round = 0; round < ROUNDS; round++) {
            Subscription old = find(caller, id);
            Revision.check(request, old.revision());
            if (round == 0) {
                audit.add(caller.tenant(), caller.name(), "web-hook.delete", id);
            }
            if (subscriptions.delete(old)) {
                return ResponseEntity.noContent().build();
            }
        }
        throw Revision.stale();
    }

    private Subscription replace(
            HttpServletRequest request, Caller caller, String id, String action, UnaryOperator<Subscription> change) {
        for (int round = 0; round < ROUNDS; round++) {
            Subscription old = find(caller, id);
            Revision.check(request, old.revision());
            Subscription changed = change.apply(old);
            if (round == 0) {
                audit.add(caller.tenant(), caller.name(), action, id);
            }
            if (subscriptions.replace(changed)) {
                return changed;
            }
        }
        throw Revision.stale();
    }

    private Subscription find(Caller caller, String id) {
        return subscriptions.find(caller.tenant(), id).orElseThrow(ProblemException::notFound);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}

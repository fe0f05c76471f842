package dev.tributary.api.delivery;

import dev.tributary.api.contract.Caller;
import dev.tributary.api.contract.ListRequest;
import dev.tributary.api.query.Unmasking;
import dev.tributary.delivery.replay.Replays;
import dev.tributary.delivery.store.Delivery;
import dev.tributary.delivery.store.DeliveryListing;
import dev.tributary.delivery.store.DeliveryListing.State;
import dev.tributary.delivery.store.DeliveryReader;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.problem.Problem;
import dev.tributary.problem.ProblemException;
import dev.tributary.security.audit.AuditLog;
import dev.tributary.subscription.Subscription;
import dev.tributary.subscription.SubscriptionDirectory;
import dev.tributary.subscription.SubscriptionStore;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Deliveries that are pending, and those that have ended; each can be replayed, and cancelled while it is pending. */
@RestController
@RequestMapping(DeliveryController.PATH)
class DeliveryController {

    static final String PATH = "/api/v1/deliveries";

    private final DeliveryReader deliveries;
    private final EventReader events;
    private final SubscriptionStore subscriptions;
    private final SubscriptionDirectory directory;
    private final Replays replays;
    private final IdempotentCalls idempotent;
    private final AuditLog audit;

    DeliveryController(
            DeliveryReader deliveries,
            EventReader events,
            SubscriptionStore subscriptions,
            SubscriptionDirectory directory,
            Replays replays,
            IdempotentCalls idempotent,
            AuditLog audit) {
        this.deliveries = deliveries;
        this.events = events;
        this.subscriptions = subscriptions;
        this.directory = directory;
        this.replays = replays;
        this.idempotent = idempotent;
        this.audit = audit;
    }

    @GetMapping
    Map<String, Object> list(HttpServletRequest request, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        var list = new ListRequest(request, caller, DeliverySearch.FILTERS);
        var form = new DeliveryForm(directory, caller.tenant());
        return list.page(deliveries.find(DeliverySearch.query(list, caller.tenant())), form::shown);
    }

    @GetMapping("/{id}")
    Map<String, Object> read(@PathVariable("id") String id, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        return new DeliveryForm(directory, caller.tenant()).shown(find(caller, id));
    }

    /**
     * Adds another delivery of the same event to the same subscription, even if the subscription no longer selects the event. It
     * takes the place of one that is pending; an attempt that is under way goes on.
     */
    @PostMapping("/{id}/replay")
    ResponseEntity<Map<String, Object>> replay(
            @PathVariable("id") String id, HttpServletRequest request, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        DeliveryListing delivery = find(caller, id);
        String replayId = idempotent.once(request, caller, request.getRequestURI(), newId -> {
            StoredEvent event = event(caller, delivery);
            Subscription subscription = subscription(caller, delivery.webHookId());
            audit.add(caller.tenant(), caller.name(), "delivery.replay", id);
            replays.replay(event, subscription, newId);
            if (delivery.state() == State.PENDING) {
                replays.cancel(id); // afterwards, so that a crash leaves two of them rather than none
            }
        });
        return accepted(PATH, Delivery.id(delivery.eventId(), delivery.webHookId(), replayId));
    }

    @PostMapping("/{id}/cancel")
    ResponseEntity<Void> cancel(@PathVariable("id") String id, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        DeliveryListing delivery = find(caller, id);
        if (delivery.state() != State.PENDING) {
            throw ProblemException.conflict(
                    "The delivery is not pending, but " + delivery.state().wireName() + ".");
        }
        audit.add(caller.tenant(), caller.name(), "delivery.cancel", id);
        if (!replays.cancel(id)) {
            throw ProblemException.conflict("An attempt of the delivery is under way; try again when it has ended.");
        }
        return ResponseEntity.noContent().build();
    }

    /** The answer to a request whose work goes on in the background. */
    static ResponseEntity<Map<String, Object>> accepted(String path, String id) {
        return ResponseEntity.accepted().header("Location", path + "/" + id).body(Map.of("id", id));
    }

    private DeliveryListing find(Caller caller, String id) {
        return deliveries.find(caller.tenant(), id).orElseThrow(ProblemException::notFound);
    }

    private StoredEvent event(Caller caller, DeliveryListing delivery) {
        StoredEvent event = events.find(caller.tenant(), delivery.eventId())
                .orElseThrow(() -> new ProblemException(Problem.of(
                        HttpStatus.NOT_FOUND,
                        "The event of the delivery is no longer stored; it cannot be sent again.")));
        Unmasking.requireReadable(event);
        return event;
    }

    private Subscription subscription(Caller caller, String id) {
        return subscriptions
                .find(caller.tenant(), id)
                .filter(Subscription::enabled)
                .orElseThrow(
                        () -> ProblemException.conflict("The web hook of the delivery is disabled or was deleted."));
    }
}

package dev.tributary.api.configuration;

import dev.tributary.api.contract.RequestFields;
import dev.tributary.delivery.check.CheckSettings;
import dev.tributary.problem.ProblemException;
import dev.tributary.subscription.EndpointCheck;
import dev.tributary.subscription.Subscription;
import dev.tributary.subscription.Subscription.Endpoint;
import dev.tributary.subscription.Subscription.Moments;
import dev.tributary.subscription.Subscription.Selection;
import dev.tributary.subscription.SubscriptionRow;
import dev.tributary.subscription.signing.SigningKeys;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * A subscription as the configuration API reads and shows it: a web hook of the contract. Secrets are never shown. A
 * field that is sent as null is set back to what it is when left out on create; a required one is a fault then.
 */
@Component
class WebHookForm {

    private static final String[] READ_ONLY = {
        "id",
        "public_key",
        "previous_public_keys",
        "status",
        "verification",
        "disabled_reason",
        "created_at",
        "modified_at"
    };

    private final EndpointForm endpoints;
    private final SelectionForm selections;
    private final SigningForm signing;
    private final CheckSettings checks;

    WebHookForm(EndpointForm endpoints, SelectionForm selections, SigningForm signing, CheckSettings checks) {
        this.endpoints = endpoints;
        this.selections = selections;
        this.signing = signing;
        this.checks = checks;
    }

    /** A new subscription from what was sent. */
    Subscription created(String tenant, String id, RequestFields sent, Instant now) {
        Subscription.Type type = type(sent, null);
        String name = sent.text("name", "");
        Endpoint endpoint = endpoints.read(tenant, type, sent, null);
        Selection selection = selections.read(sent, null);
        SigningKeys keys = signing.created(sent);
        boolean enabled = sent.flag("enabled", true);
        checkUse(sent, type);
        sent.finish();
        boolean toCheck = isToCheck(type);
        return new Subscription(
                id,
                tenant,
                type,
                name,
                endpoint,
                selection,
                enabled,
                null,
                keys,
                Moments.created(now, !toCheck),
                toCheck ? EndpointCheck.due(now) : EndpointCheck.NONE,
                1);
    }

    /** The same for two requests that would create the same; secrets count for nothing, because it is stored as it is. */
    String meaning(RequestFields sent, Subscription created) {
        Map<String, Object> meaning = shown(created);
        meaning.keySet().removeAll(Set.of(READ_ONLY));
        meaning.put("id", sent.text("id", ""));
        return meaning.toString();
    }

    /** The subscription with the fields that were sent in place of its own; itself where that changes nothing. */
    Subscription changed(Subscription old, RequestFields sent, Instant now) {
        sent.readOnly(shown(old), READ_ONLY);
        Subscription.Type type = type(sent, old);
        String name = sent.text("name", old.name());
        Endpoint endpoint = endpoints.read(old.tenant(), type, sent, old.endpoint());
        Selection selection = selections.read(sent, old.selection());
        SigningKeys keys = signing.changed(old.signing(), sent, now);
        boolean enabled = sent.flag("enabled", sent.sent("enabled") || old.enabled());
        checkUse(sent, type);
        sent.finish();
        boolean toCheck =
                isToCheck(type) && !endpoint.baseUri().equals(old.endpoint().baseUri());
        var changed = new Subscription(
                old.id(),
                old.tenant(),
                type,
                name,
                endpoint,
                selection,
                enabled,
                enabled ? null : old.disabledReason(),
                keys,
                old.momentsAfter(endpoint, selection, enabled, toCheck, now),
                toCheck ? EndpointCheck.due(now) : old.check(),
                old.revision() + 1);
        return changed.hasFieldsOf(old) ? old : changed;
    }

    /** What can be read of one that cannot be used, which its status says. */
    Map<String, Object> shown(SubscriptionRow row) {
        if (row instanceof SubscriptionRow.Usable usable) {
            return shown(usable.subscription());
        }
        var unusable = (SubscriptionRow.Unusable) row;
        var shown = new LinkedHashMap<String, Object>();
        shown.put("id", unusable.id());
        shown.put("type", unusable.type());
        shown.put("name", unusable.name());
        shown.put("base_uri", unusable.baseUri());
        shown.put("status", "unusable");
        shown.values().removeIf(Objects::isNull);
        return shown;
    }

    /** Without members that the subscription lacks or that its type does not have. */
    Map<String, Object> shown(Subscription subscription) {
        Subscription.Type type = subscription.type();
        var shown = new LinkedHashMap<String, Object>();
        shown.put("id", subscription.id());
        shown.put("type", type.name());
        shown.put("name", subscription.name());
        endpoints.show(type, subscription.endpoint(), shown);
        if (type.receivesEvents()) {
            shown.put("events", subscription.selection().events());
            shown.put("filters", subscription.selection().filters());
            if (type == Subscription.Type.EVENTS) {
                signing.show(subscription.signing(), shown);
            }
            shown.put("enabled", subscription.enabled());
            shown.put("status", subscription.status());
            shown.put("verification", verification(subscription.check()));
            shown.put("disabled_reason", subscription.disabledReason());
        }
        shown.put("created_at", subscription.moments().created().toString());
        shown.put("modified_at", subscription.moments().modified().toString());
        shown.values().removeIf(Objects::isNull);
        return shown;
    }

    /** With a check of its endpoint that is due now. */
    Subscription checkedAgain(Subscription old, Instant now) {
        if (!isToCheck(old.type())) {
            throw ProblemException.conflict(
                    checks.endpointCheck()
                            ? "Only web hooks of the type EVENTS have an endpoint that is checked."
                            : "The endpoint check is turned off; every endpoint gets its events.");
        }
        if (!old.enabled()) {
            throw ProblemException.conflict("The web hook is disabled; its endpoint is checked once it is enabled.");
        }
        return old.checkedAgain(now);
    }

    /** What a check has made of a web hook. */
    Map<String, Object> checked(Subscription subscription) {
        Map<String, Object> checked = shown(subscription);
        checked.keySet().retainAll(Set.of("id", "status", "verification"));
        return checked;
    }

    /** How the last endpoint check ended, and when the next one follows; null where there is neither. */
    static @Nullable Map<String, Object> verification(EndpointCheck check) {
        var shown = new LinkedHashMap<String, Object>();
        EndpointCheck.Ended last = check.last();
        if (last != null) {
            shown.put("checked_at", last.at().toString());
            shown.put("outcome", last.outcome());
            if (last.status() != null) {
                shown.put("http_status", last.status());
            }
        }
        if (check.allowedRate() != null) {
            shown.put("allowed_rate", check.allowedRate());
        }
        if (check.dueAt() != null) {
            shown.put("next_check_at", check.dueAt().toString());
        }
        return shown.isEmpty() ? null : shown;
    }

    /** @return the type of that name; empty if there is none */
    static Optional<Subscription.Type> type(String name) {
        return Subscription.CONFIGURABLE.stream()
                .filter(type -> type.name().equals(name))
                .findFirst();
    }

    private static Subscription.Type type(RequestFields sent, @Nullable Subscription old) {
        Subscription.Type otherwise = old == null ? Subscription.Type.EVENTS : old.type();
        Subscription.Type type = Subscription.Type.valueOf(sent.text("type", otherwise.name()));
        if (type != otherwise && old != null && (type.receivesEvents() || otherwise.receivesEvents())) {
            sent.fault("type", "cannot be changed from " + otherwise + " to " + type + "; create another web hook");
            return otherwise;
        }
        return type;
    }

    /** Fields that only have a meaning for web hooks which are called, or which get events. */
    private static void checkUse(RequestFields sent, Subscription.Type type) {
        if (type != Subscription.Type.EVENTS) {
            sent.refused(type.name(), "signature", "signing_secret", "headers");
        }
        if (!type.receivesEvents()) {
            sent.refused(type.name(), "events", "filters", "rate_limit", "enabled");
        }
    }

    /** Where the gateway posts events, it asks for consent first. */
    private boolean isToCheck(Subscription.Type type) {
        return type == Subscription.Type.EVENTS && checks.endpointCheck();
    }
}

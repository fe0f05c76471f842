package dev.tributary.api;

import dev.tributary.egress.AddressRules;
import dev.tributary.egress.EgressDeniedException;
import dev.tributary.problem.ProblemException;
import dev.tributary.subscription.EventFilter;
import dev.tributary.subscription.InvalidSubscriptionException;
import dev.tributary.subscription.Subscription;
import dev.tributary.subscription.Subscription.Authentication;
import dev.tributary.subscription.Subscription.Endpoint;
import dev.tributary.subscription.Subscription.Moments;
import dev.tributary.subscription.Subscription.Selection;
import dev.tributary.subscription.signing.SigningKeys;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** A subscription as the configuration API reads and shows it: a web hook of the contract. Secrets never go out. */
@Component
class WebHookForm {

    /** The gateway sets these itself, or they are secret and belong into {@code password}. */
    private static final String RESERVED = "(?i)host|connection|content-.*|transfer-encoding|expect|upgrade|te|trailer"
            + "|webhook-.*|authorization|proxy-.*|cookie";

    private final AddressRules addresses;
    private final SigningForm signing;

    WebHookForm(AddressRules addresses, SigningForm signing) {
        this.addresses = addresses;
        this.signing = signing;
    }

    /** A new subscription from what was sent. */
    Subscription created(String tenant, RequestFields sent, Instant now) {
        return build(SourceForm.id(sent), tenant, null, sent, signing.created(sent), now);
    }

    /** The subscription with the fields that were sent in place of its own. */
    Subscription changed(Subscription old, RequestFields sent, Instant now) {
        SourceForm.fixed(sent, "id", old.id());
        return build(old.id(), old.tenant(), old, sent, signing.changed(old.signing(), sent, now), now);
    }

    Map<String, Object> shown(Subscription subscription) {
        var shown = new LinkedHashMap<String, @Nullable Object>();
        shown.put("id", subscription.id());
        shown.put("type", subscription.type().name());
        shown.put("name", subscription.name());
        shown.put("base_uri", subscription.endpoint().baseUri());
        shown.put(
                "authentication_method",
                subscription.endpoint().authentication().name());
        shown.put("username", subscription.endpoint().username());
        shown.put("events", subscription.selection().events());
        shown.put("filters", subscription.selection().filters());
        signing.show(subscription.signing(), shown);
        shown.put("headers", subscription.endpoint().headers());
        shown.put("rate_limit", subscription.endpoint().rateLimit());
        shown.put("enabled", subscription.enabled());
        shown.put("status", subscription.status());
        shown.put("disabled_reason", subscription.disabledReason());
        shown.put("created_at", subscription.moments().created().toString());
        shown.put("modified_at", subscription.moments().modified().toString());
        var known = new LinkedHashMap<String, Object>();
        shown.forEach((name, value) -> {
            if (value != null) {
                known.put(name, value);
            }
        });
        return known;
    }

    private Subscription build(
            String id,
            String tenant,
            @Nullable Subscription old,
            RequestFields sent,
            SigningKeys signing,
            Instant now) {
        sent.readOnly("public_key", "previous_public_keys", "status", "disabled_reason", "created_at", "modified_at");
        choice(sent, "type", "EVENTS");
        Authentication method = method(sent, old);
        Authentication before =
                old == null ? Authentication.NONE : old.endpoint().authentication();
        boolean same = method == before;
        boolean enabled = sent.flag("enabled", old == null || sent.sent("enabled") || old.enabled());
        var endpoint = new Endpoint(
                baseUri(sent, old),
                method,
                credential(
                        sent,
                        "username",
                        method,
                        same && old != null ? old.endpoint().username() : null),
                credential(
                        sent,
                        "password",
                        method,
                        same && old != null ? old.endpoint().password() : null),
                old == null || sent.sent("headers")
                        ? headers(sent)
                        : old.endpoint().headers(),
                rateLimit(sent, old));
        var selection = new Selection(
                old == null || sent.sent("events")
                        ? List.copyOf(sent.texts("events"))
                        : old.selection().events(),
                old == null || sent.sent("filters")
                        ? sent.tree("filters")
                        : old.selection().filters());
        var subscription = new Subscription(
                id,
                tenant,
                Subscription.Type.EVENTS,
                old == null || sent.sent("name") ? String.valueOf(sent.text("name")) : old.name(),
                endpoint,
                selection,
                enabled,
                old == null || enabled ? null : old.disabledReason(),
                signing,
                moments(old, selection, enabled, now),
                old == null ? 1 : old.revision() + 1);
        sent.finish();
        checkFilter(subscription);
        return subscription;
    }

    private static Moments moments(@Nullable Subscription old, Selection selection, boolean enabled, Instant now) {
        if (old == null) {
            return Moments.created(now, true);
        }
        boolean enabledAgain = enabled && !old.enabled();
        boolean effective = enabledAgain || !selection.equals(old.selection());
        Moments before = old.moments();
        return new Moments(
                before.created(),
                now,
                enabledAgain ? now : before.activeFrom(),
                effective ? now : before.effectiveFrom(),
                before.verified(),
                enabledAgain ? null : before.failingSince());
    }

    private static void checkFilter(Subscription subscription) {
        try {
            EventFilter.compile(
                    subscription.selection().events(), subscription.selection().filters());
        } catch (InvalidSubscriptionException e) {
            throw ProblemException.invalid(e.parameter(), String.valueOf(e.getMessage()));
        }
    }

    private static void choice(RequestFields sent, String name, String only) {
        String value = sent.text(name);
        if (value != null && !value.equals(only)) {
            sent.fault(name, "must be one of [" + only + "]");
        }
    }

    private static Authentication method(RequestFields sent, @Nullable Subscription old) {
        String name = sent.text("authentication_method");
        if (name == null) {
            return old == null || sent.sent("authentication_method")
                    ? Authentication.NONE
                    : old.endpoint().authentication();
        }
        return Arrays.stream(Authentication.values())
                .filter(method -> method.name().equals(name))
                .findFirst()
                .orElseGet(() -> {
                    sent.fault("authentication_method", "must be one of [BASIC, NONE, HEADER]");
                    return Authentication.NONE;
                });
    }

    private static @Nullable String credential(
            RequestFields sent, String name, Authentication method, @Nullable String old) {
        if (method == Authentication.NONE) {
            if (sent.text(name) != null) {
                sent.fault(name, "has no meaning without an authentication_method");
            }
            return null;
        }
        String value = old == null || sent.sent(name) ? sent.requiredText(name) : old;
        if (!isHeaderValue(value)
                || (method == Authentication.HEADER
                        && name.equals("username")
                        && !value.isEmpty()
                        && !isHeader(value))) {
            sent.fault(name, "cannot be sent in a header");
        }
        return value;
    }

    private String baseUri(RequestFields sent, @Nullable Subscription old) {
        if (old != null && !sent.sent("base_uri")) {
            return old.endpoint().baseUri();
        }
        String uri = sent.requiredText("base_uri");
        try {
            if (!uri.isEmpty()) {
                addresses.check(uri);
            }
        } catch (EgressDeniedException e) {
            sent.fault("base_uri", String.valueOf(e.getMessage()));
        }
        return uri;
    }

    private static @Nullable Double rateLimit(RequestFields sent, @Nullable Subscription old) {
        if (old != null && !sent.sent("rate_limit")) {
            return old.endpoint().rateLimit();
        }
        double limit = sent.positive("rate_limit", 0);
        return limit == 0 ? null : Double.valueOf(limit);
    }

    private static Map<String, String> headers(RequestFields sent) {
        Map<String, String> headers = sent.textsByName("headers");
        headers.forEach((name, value) -> {
            if (!isHeader(name) || name.matches(RESERVED) || !isHeaderValue(value)) {
                sent.fault(
                        "headers", "cannot set '" + name + "'; credentials belong into authentication_method HEADER");
            }
        });
        return Map.copyOf(headers);
    }

    private static boolean isHeader(String name) {
        return name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    }

    private static boolean isHeaderValue(String value) {
        return value.chars().noneMatch(Character::isISOControl);
    }
}

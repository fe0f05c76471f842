package dev.tributary.ingest;

import static dev.tributary.provider.ProviderDescriptor.FollowUps.CREDENTIAL;

import dev.tributary.event.Event;
import dev.tributary.event.EventType;
import dev.tributary.event.Proof;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.provider.ProviderDescriptor.FollowUps;
import dev.tributary.source.Source;
import dev.tributary.source.rule.FetchOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Marks the resources of an event that are fetched before it goes out, and the credential that has to confirm it where its
 * source asks for that. Events of sources without an API are not touched.
 */
final class PendingResources {

    private static final String RESOURCES = "resources";
    private static final String CONFIRMATION = "confirmation";
    private static final String STATE = "state";
    private static final String PENDING = "pending";
    private static final String CONNECTION_EVENTS = "bank.connection.";

    private final Function<String, @Nullable FollowUps> followUps;

    /** @param followUps what may be fetched from a provider's API; null for nothing */
    public PendingResources(Function<String, @Nullable FollowUps> followUps) {
        this.followUps = followUps;
    }

    /** The event as it is stored. */
    public StoredEvent of(Source source, Event event) {
        FollowUps allowed = source.api() == null ? null : followUps.apply(source.provider());
        boolean confirms = FetchOptions.confirms(source) && event.proof() != Proof.BODY;
        if (event.type().equals(EventType.PROVIDER_TEST) || (allowed == null && !confirms)) {
            return StoredEvent.of(event);
        }
        List<Object> resources = allowed == null ? List.of() : marked(source, event);
        String path = allowed == null ? null : allowed.confirmation();
        String connection = confirms ? event.idOf("connection") : null;
        if (confirms && (connection == null || path == null)) {
            Map<String, Object> nothing = new LinkedHashMap<>();
            nothing.put(STATE, "unconfirmed");
            nothing.put("reason", "no_credential");
            return StoredEvent.of(event.with(with(event, CONFIRMATION, nothing)), Pending.UNCONFIRMED);
        }
        if (connection == null || path == null) {
            return resources.stream().anyMatch(PendingResources::isPending)
                    ? StoredEvent.of(event.with(with(event, RESOURCES, resources)), Pending.FOLLOW_UPS)
                    : StoredEvent.of(event);
        }
        return confirmedBy(path.replace("{connection}", connection), event, resources);
    }

    private static StoredEvent confirmedBy(String href, Event event, List<Object> resources) {
        boolean isListed = resources.stream()
                .anyMatch(resource -> isPending(resource)
                        && resource instanceof Map<?, ?> members
                        && CREDENTIAL.equals(members.get("kind"))
                        && href.equals(members.get("href")));
        if (!isListed) {
            Map<String, Object> credential = new LinkedHashMap<>();
            credential.put("kind", CREDENTIAL);
            credential.put("href", href);
            resources.add(pending(credential));
        }
        Map<String, Object> confirmation = new LinkedHashMap<>();
        confirmation.put(STATE, PENDING);
        confirmation.put("href", href);
        Map<String, Object> data = with(event, RESOURCES, resources);
        data.put(CONFIRMATION, confirmation);
        return StoredEvent.of(event.with(data), Pending.FOLLOW_UPS);
    }

    /** Those that are fetched are pending; the others are as the event lists them. */
    private static List<Object> marked(Source source, Event event) {
        List<Object> marked = new ArrayList<>();
        if (event.data().get(RESOURCES) instanceof List<?> resources) {
            for (Object resource : resources) {
                boolean isFetched = resource instanceof Map<?, ?> members
                        && isFetched(source, event.type(), String.valueOf(members.get("kind")));
                marked.add(isFetched ? pending((Map<?, ?>) resource) : resource);
            }
        }
        return marked;
    }

    /** All that a refresh lists; of other events about a connection its credential. */
    private static boolean isFetched(Source source, String type, String kind) {
        if (type.equals(EventType.CONNECTION_REFRESHED) || !type.startsWith(CONNECTION_EVENTS)) {
            return true;
        }
        return kind.equals(CREDENTIAL) && FetchOptions.fetchesCredentials(source);
    }

    private static Map<String, Object> pending(Map<?, ?> resource) {
        Map<String, Object> pending = new LinkedHashMap<>();
        resource.forEach((name, value) -> pending.put(String.valueOf(name), value));
        pending.put(STATE, PENDING);
        return pending;
    }

    private static boolean isPending(Object resource) {
        return resource instanceof Map<?, ?> members && PENDING.equals(members.get(STATE));
    }

    private static Map<String, Object> with(Event event, String member, Object value) {
        var data = new LinkedHashMap<>(event.data());
        data.put(member, value);
        return data;
    }
}

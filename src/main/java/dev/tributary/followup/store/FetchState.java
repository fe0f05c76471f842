package dev.tributary.followup.store;

import dev.tributary.event.Event;
import dev.tributary.provider.ProviderDescriptor.FollowUps;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The resources of an event and its confirmation. Lists and maps are copies, which may be changed.
 *
 * @param confirmation null where the event needs none
 */
public record FetchState(
        List<Map<String, Object>> resources, @Nullable Confirmation confirmation) {

    public static final String PENDING = "pending";
    public static final String FETCHED = "fetched";
    public static final String FAILED = "failed";
    private static final String STATE = "state";
    private static final String REASON = "reason";
    private static final String RESOURCES = "resources";

    public static FetchState of(Event event) {
        return new FetchState(resources(event), Confirmation.of(event.data()));
    }

    public static List<Map<String, Object>> resources(Event event) {
        List<Map<String, Object>> resources = new ArrayList<>();
        if (event.data().get(RESOURCES) instanceof List<?> list) {
            for (Object resource : list) {
                var copy = new LinkedHashMap<String, Object>();
                if (resource instanceof Map<?, ?> members) {
                    members.forEach((name, value) -> copy.put(String.valueOf(name), value));
                }
                resources.add(copy);
            }
        }
        return resources;
    }

    public static boolean isPending(Map<String, Object> resource) {
        return PENDING.equals(resource.get(STATE));
    }

    /** What makes two resources one fetch. */
    public static Object identity(Map<String, Object> resource) {
        return identity(String.valueOf(resource.get("kind")), String.valueOf(resource.get("href")));
    }

    public static Object identity(String kind, String href) {
        return List.of(kind, href);
    }

    public boolean isWaiting() {
        return resources.stream().anyMatch(FetchState::isPending);
    }

    /** Whether the provider is to be asked first. */
    public boolean awaitsConfirmation() {
        return confirmation != null && confirmation.isPending();
    }

    public boolean isConfirmed() {
        return confirmation != null && confirmation.isConfirmed();
    }

    public boolean isUnconfirmed() {
        return confirmation != null && confirmation.isUnconfirmed();
    }

    /** Why the event is unconfirmed; null where it is not. */
    public @Nullable String unconfirmedReason() {
        return confirmation == null ? null : confirmation.reason();
    }

    /** Whether one of these kinds was fetched. */
    public boolean hasFetched(List<String> kinds) {
        return resources.stream()
                .anyMatch(resource ->
                        FETCHED.equals(resource.get(STATE)) && kinds.contains(String.valueOf(resource.get("kind"))));
    }

    /** Whether the fetch of a resource decides on the confirmation, and has not ended. */
    public boolean isConfirmedBy(Object identity) {
        return confirmation != null
                && confirmation.isPending()
                && confirmation.href() != null
                && identity(FollowUps.CREDENTIAL, confirmation.href()).equals(identity);
    }

    /** Whether there is a resource whose fetch can confirm the event, or it needs no confirmation. */
    public boolean canBeConfirmed() {
        return confirmation == null || confirmation.href() != null;
    }

    /** The provider has confirmed the event. */
    public FetchState confirmed() {
        return new FetchState(resources, confirmation == null ? null : confirmation.confirmed());
    }

    /** The provider has not confirmed the event: nothing more is fetched for it. */
    public FetchState unconfirmed(String reason) {
        resources.stream().filter(FetchState::isPending).forEach(resource -> fail(resource, "unconfirmed"));
        return new FetchState(resources, confirmation == null ? null : confirmation.unconfirmed(reason));
    }

    /** Fails a resource. */
    public static void fail(Map<String, Object> resource, String reason) {
        resource.put(STATE, FAILED);
        resource.put(REASON, reason);
    }

    /**
     * With the resources pending again that are to be fetched again; a confirmation that failed is asked for again.
     *
     * @param all also those that were fetched, and those that no API was there for
     */
    public FetchState again(boolean all) {
        Confirmation asked = confirmation != null && confirmation.isUnconfirmed() ? confirmation.again() : confirmation;
        List<Map<String, Object>> fresh = resources.stream()
                .map(resource -> isAgain(resource, all, asked) ? asListed(resource) : resource)
                .toList();
        return new FetchState(new ArrayList<>(fresh), asked);
    }

    private static boolean isAgain(Map<String, Object> resource, boolean all, @Nullable Confirmation asked) {
        boolean decides = asked != null
                && asked.isPending()
                && FollowUps.CREDENTIAL.equals(resource.get("kind"))
                && String.valueOf(resource.get("href")).equals(asked.href());
        return FAILED.equals(resource.get(STATE)) || (!isPending(resource) && (all || decides));
    }

    private static Map<String, Object> asListed(Map<String, Object> resource) {
        Map<String, Object> pending = new LinkedHashMap<>();
        pending.put("kind", resource.get("kind"));
        pending.put("href", resource.get("href"));
        pending.put(STATE, PENDING);
        return pending;
    }

    /** The data of an event with this state in it. */
    public Map<String, Object> in(Map<String, Object> data) {
        var changed = new LinkedHashMap<>(data);
        if (changed.containsKey(RESOURCES)) {
            changed.put(RESOURCES, resources);
        }
        if (confirmation != null) {
            changed.put(Confirmation.MEMBER, confirmation.members());
        }
        return changed;
    }
}

package dev.tributary.security.privacy;

import dev.tributary.event.Event;
import dev.tributary.event.PersonalMembers;
import dev.tributary.event.PersonalMembers.Member;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Seals what is personal with the keys of its users, and opens it. Errors of the driver pass through unchanged. */
public final class PersonalData {

    private final PersonalMembers members;
    private final @Nullable UserKeys keys;

    PersonalData(PersonalMembers members, @Nullable UserKeys keys) {
        this.members = members;
        this.keys = keys;
    }

    /** For a store of which nothing is personal. */
    public static PersonalData none() {
        return new PersonalData(PersonalMembers.NONE, null);
    }

    /**
     * What is personal in events, encrypted.
     *
     * @param data by event id; events without personal members are left out
     * @param withoutKey ids of the events that must not be stored, because the key of their user cannot be read
     */
    public record Sealed(Map<String, SealedData> data, Set<String> withoutKey) {}

    private record Personal(Event event, Member root, MaskedData data) {

        SealedData sealed(UserKey key) {
            byte[] values = key.seal(place(event.tenant(), event.id()), data.cut());
            return new SealedData(key.name(), data.masked(), values, root.replaced(event.data(), key::hashOf));
        }
    }

    /**
     * Seals what is personal in events; costs no command where their users are known already.
     *
     * @param data gives the bytes of an event's data
     */
    public <E> Sealed seal(List<E> events, Function<E, Event> event, Function<E, byte[]> data) {
        Map<EndUser, List<Personal>> found = new HashMap<>();
        for (E one : events) {
            Event its = event.apply(one);
            Member root = members.of(its);
            MaskedData masked = root == null ? null : MaskedData.of(data.apply(one), root);
            if (root != null && masked != null) {
                found.computeIfAbsent(EndUser.of(its), first -> new ArrayList<>())
                        .add(new Personal(its, root, masked));
            }
        }
        if (found.isEmpty()) {
            return new Sealed(Map.of(), Set.of());
        }
        Map<EndUser, UserKey> known = keys(found.keySet());
        Map<String, SealedData> sealed = new HashMap<>();
        Set<String> withoutKey = new HashSet<>();
        found.forEach((user, personal) -> {
            UserKey key = Objects.requireNonNull(known.get(user));
            for (Personal one : personal) {
                if (key.isReadable()) {
                    sealed.put(one.event().id(), one.sealed(key));
                } else {
                    withoutKey.add(one.event().id());
                }
            }
        });
        return new Sealed(sealed, withoutKey);
    }

    /** The keys of users, to seal with; those that have none get one. */
    public Map<EndUser, UserKey> keys(Set<EndUser> users) {
        return keys == null ? Map.of() : keys.of(users);
    }

    /** Where something stands: what was sealed for one place opens at no other. */
    public static String place(String tenant, String id) {
        return tenant + '/' + id;
    }

    /** The bytes of an event's data with the mask in place of what is personal. */
    public byte[] masked(Event event, byte[] data) {
        Member root = members.of(event);
        MaskedData masked = root == null ? null : MaskedData.of(data, root);
        return masked == null ? data : masked.masked();
    }

    /** Opens what is sealed with keys of these names; one command for all of them, and none for none. */
    public Opener opener(Collection<String> names) {
        return new Opener(keys == null ? Map.of() : keys.find(names));
    }
}

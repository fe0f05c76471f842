package dev.tributary.security.privacy;

import dev.tributary.event.Event;
import dev.tributary.event.PersonalMembers;
import dev.tributary.event.PersonalMembers.Member;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
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

    private record Personal(Event event, EndUser user, Member root, MaskedData data) {}

    /**
     * Seals what is personal in events; costs no command where their users are known already.
     *
     * @param data gives the bytes of an event's data
     * @return by event id; events without personal members are left out
     */
    public <E> Map<String, SealedData> seal(List<E> events, Function<E, Event> event, Function<E, byte[]> data) {
        List<Personal> found = new ArrayList<>();
        for (E one : events) {
            Event its = event.apply(one);
            Member root = members.of(its);
            MaskedData masked = root == null ? null : MaskedData.of(data.apply(one), root);
            if (root != null && masked != null) {
                found.add(new Personal(its, EndUser.of(its), root, masked));
            }
        }
        if (found.isEmpty()) {
            return Map.of();
        }
        Map<EndUser, UserKey> known = keys(found.stream().map(Personal::user).collect(Collectors.toSet()));
        Map<String, SealedData> sealed = new HashMap<>();
        for (Personal one : found) {
            UserKey key = Objects.requireNonNull(known.get(one.user()));
            byte[] values = key.seal(
                    place(one.event().tenant(), one.event().id()), one.data().cut());
            sealed.put(
                    one.event().id(),
                    new SealedData(
                            key.name(),
                            one.data().masked(),
                            values,
                            one.root().masked(one.event().data())));
        }
        return sealed;
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

package dev.tributary.security.privacy;

import com.mongodb.MongoException;
import dev.tributary.security.secret.SecretMembers;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The keys of end users. Keys to encrypt with are kept in memory while nothing was destroyed, which is asked of the store
 * once a second; keys to decrypt with are always read from it, so that a destroyed one is of no use at any gateway from then
 * on. Errors of the driver pass through unchanged.
 */
public final class UserKeys {

    /** Where the keys are, encrypted under the master key. */
    public static final SecretMembers SECRETS = new SecretMembers(UserKeyStore.NAME, "", List.of("key"));

    /** By what time after a key was destroyed no gateway encrypts with it, and what it had encrypted is written. */
    public static final long LAST_USE_SECONDS = 10;

    private static final int MAX_IN_MEMORY = 20_000;
    private static final long FOLLOW = TimeUnit.SECONDS.toNanos(1);

    private final UserKeyStore store;
    private final Map<EndUser, UserKey> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<EndUser, UserKey> eldest) {
            return size() > MAX_IN_MEMORY;
        }
    };
    private long destroyed = -1;
    private long followedAt;

    UserKeys(UserKeyStore store) {
        this.store = store;
    }

    /** The keys of users, to encrypt with, unless one cannot be read. Users without one get one, all by one durable command. */
    public Map<EndUser, UserKey> of(Set<EndUser> users) {
        Map<EndUser, UserKey> found = new HashMap<>();
        long before;
        synchronized (this) {
            follow();
            before = destroyed;
            users.forEach(user -> {
                UserKey key = known.get(user);
                if (key != null) {
                    found.put(user, key);
                }
            });
        }
        if (found.size() == users.size()) {
            return found;
        }
        List<EndUser> missing =
                users.stream().filter(user -> !found.containsKey(user)).toList();
        Map<EndUser, UserKey> added = added(missing);
        synchronized (this) {
            if (destroyed == before) {
                added.forEach((user, key) -> {
                    if (key.isReadable()) {
                        known.put(user, key);
                    }
                });
            }
        }
        found.putAll(added);
        return found;
    }

    private void follow() {
        long now = System.nanoTime();
        if (destroyed < 0 || now - followedAt > FOLLOW) {
            long counted = store.destroyed();
            if (counted != destroyed) {
                known.clear();
                destroyed = counted;
            }
            followedAt = now;
        }
    }

    private Map<EndUser, UserKey> added(List<EndUser> users) {
        Map<EndUser, String> digests = users.stream().collect(Collectors.toMap(user -> user, EndUser::digest));
        Map<String, UserKey> keys = store.find(digests.values());
        Map<EndUser, UserKey> fresh = new HashMap<>();
        digests.forEach((user, digest) -> {
            if (!keys.containsKey(digest)) {
                fresh.put(user, UserKey.create(digest));
            }
        });
        if (!fresh.isEmpty() && store.add(fresh)) {
            fresh.values().forEach(key -> keys.put(key.digest(), key));
        } else if (!fresh.isEmpty()) {
            keys.putAll(store.find(fresh.values().stream().map(UserKey::digest).toList()));
        }
        Map<EndUser, UserKey> found = new HashMap<>();
        digests.forEach((user, digest) -> {
            UserKey key = keys.get(digest);
            if (key == null) {
                throw new MongoException("a key was destroyed while it was created");
            }
            found.put(user, key);
        });
        return found;
    }

    /** Keys by their names, to decrypt with; destroyed ones are left out. One command, and none for no names. */
    public Map<String, UserKey> find(Collection<String> names) {
        if (names.isEmpty()) {
            return Map.of();
        }
        Set<String> digests =
                names.stream().map(name -> name.substring(0, name.indexOf('.'))).collect(Collectors.toSet());
        return store.find(digests).values().stream().collect(Collectors.toMap(UserKey::name, key -> key));
    }

    /** The name of a user's key; empty where there is none. */
    public Optional<String> nameOf(EndUser user) {
        return store.find(Set.of(user.digest())).values().stream().findFirst().map(UserKey::name);
    }

    /**
     * Destroys a key: nothing that it has encrypted can be decrypted from now on. A second call changes nothing; a later key
     * of the same user has another name. Other gateways may encrypt with it for {@value #LAST_USE_SECONDS} seconds.
     */
    public void destroy(String name) {
        int dot = name.indexOf('.');
        store.destroy(name.substring(0, dot), name.substring(dot + 1));
    }
}

package dev.tributary.subscription;

import dev.tributary.mongo.StoredMoment;
import dev.tributary.security.secret.SecretCipher;
import dev.tributary.security.secret.SecretMembers;
import dev.tributary.subscription.Subscription.Authentication;
import dev.tributary.subscription.Subscription.Endpoint;
import dev.tributary.subscription.Subscription.Moments;
import dev.tributary.subscription.Subscription.Selection;
import dev.tributary.subscription.SubscriptionStore.Disabling;
import dev.tributary.subscription.filter.EventFilter;
import dev.tributary.subscription.signing.SigningKeys;
import dev.tributary.subscription.signing.SigningScheme;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** A subscription as a document, its secrets encrypted for its own id. */
final class SubscriptionDocument {

    static final SecretMembers SECRETS = new SecretMembers(
            "subscriptions",
            "subscriptions/",
            List.of("password", "headers.value", "secret", "previousSecrets.secret"));

    /** A disabling of which the tenant was not told yet; absent from nearly all. */
    static final String NOTICE = "notice";

    private final SecretCipher cipher;

    SubscriptionDocument(SecretCipher cipher) {
        this.cipher = cipher;
    }

    Document of(Subscription subscription) {
        String owner = SECRETS.ownerOf(subscription.id());
        SigningKeys signing = subscription.signing();
        Endpoint endpoint = subscription.endpoint();
        Moments moments = subscription.moments();
        return new Document("_id", subscription.id())
                .append("tenant", subscription.tenant())
                .append("type", subscription.type().name())
                .append("name", subscription.name())
                .append("baseUri", endpoint.baseUri())
                .append("authentication", endpoint.authentication().name())
                .append("username", endpoint.username())
                .append("password", encrypted(owner, endpoint.password()))
                .append("events", subscription.selection().events())
                .append("filters", filters(subscription.selection().filters()))
                // as pairs: servers take a dot in a key for a path; encrypted: a value may be a key
                .append("headers", headers(owner, endpoint.headers()))
                .append("rateLimit", endpoint.rateLimit())
                .append("enabled", subscription.enabled())
                .append("disabledReason", subscription.disabledReason())
                .append("secret", encrypted(owner, signing.current().text()))
                .append("secretShown", signing.shown())
                .append("previousSecrets", previousSecrets(owner, signing))
                .append("createdAt", Date.from(moments.created()))
                .append("modifiedAt", Date.from(moments.modified()))
                .append("activeFrom", Date.from(moments.activeFrom()))
                .append("effectiveFrom", Date.from(moments.effectiveFrom()))
                .append("verifiedAt", StoredMoment.of(moments.verified()))
                .append("failingSince", StoredMoment.of(moments.failingSince()))
                .append("check", CheckQueue.document(subscription.check()))
                .append("revision", subscription.revision());
    }

    /** A document that cannot be read makes only this subscription unusable. */
    SubscriptionRow row(Document document) {
        Subscription readable = null;
        try {
            readable = read(document);
            EventFilter.compile(
                    readable.selection().events(), readable.selection().filters());
            return new SubscriptionRow.Usable(readable);
        } catch (RuntimeException e) {
            return new SubscriptionRow.Unusable(
                    document.getString("_id"),
                    version(document).revision(),
                    text(document, "type"),
                    text(document, "name"),
                    text(document, "baseUri"),
                    readable);
        }
    }

    /** Also of a document that cannot be read otherwise. */
    static SubscriptionVersion version(Document document) {
        return new SubscriptionVersion(
                document.getString("_id"),
                document.get("revision") instanceof Number revision ? revision.longValue() : 0,
                document.get("createdAt") instanceof Date created ? created.toInstant() : Instant.EPOCH,
                document.get("modifiedAt") instanceof Date modified ? modified.toInstant() : Instant.EPOCH,
                CheckQueue.endedAt(document.get("check", Document.class)),
                document.get("failingSince") instanceof Date since ? since.toInstant() : null);
    }

    private static @Nullable String text(Document document, String name) {
        return document.get(name) instanceof String text ? text : null;
    }

    Subscription read(Document document) {
        String owner = SECRETS.ownerOf(document.getString("_id"));
        return new Subscription(
                document.getString("_id"),
                document.getString("tenant"),
                Subscription.Type.valueOf(document.getString("type")),
                document.getString("name"),
                endpoint(owner, document),
                selection(document),
                document.getBoolean("enabled"),
                document.getString("disabledReason"),
                signing(owner, document),
                moments(document),
                CheckQueue.read(document.get("check", Document.class)),
                document.getLong("revision"));
    }

    private Endpoint endpoint(String owner, Document document) {
        Map<String, String> headers = new LinkedHashMap<>();
        document.getList("headers", Document.class)
                .forEach(header ->
                        headers.put(header.getString("name"), cipher.decrypt(owner, header.getString("value"))));
        return new Endpoint(
                document.getString("baseUri"),
                Authentication.valueOf(document.getString("authentication")),
                document.getString("username"),
                decrypted(owner, document.getString("password")),
                headers,
                document.getDouble("rateLimit"));
    }

    private static Selection selection(Document document) {
        Document filters = document.get("filters", Document.class);
        return new Selection(
                List.copyOf(document.getList("events", String.class)), filters == null ? null : plainMap(filters));
    }

    private static Moments moments(Document document) {
        return new Moments(
                instant(document, "createdAt"),
                instant(document, "modifiedAt"),
                instant(document, "activeFrom"),
                instant(document, "effectiveFrom"),
                StoredMoment.read(document, "verifiedAt"),
                StoredMoment.read(document, "failingSince"));
    }

    static Document notice(String token, String reason, Instant at) {
        return new Document("token", token).append("reason", reason).append("at", Date.from(at));
    }

    static Disabling disabling(Document document) {
        Document notice = document.get(NOTICE, Document.class);
        return new Disabling(
                document.getString("_id"),
                document.getString("tenant"),
                text(document, "name"),
                notice.getString("reason"),
                instant(notice, "at"),
                notice.getString("token"));
    }

    private List<Document> previousSecrets(String owner, SigningKeys signing) {
        return signing.previous().stream()
                .map(previous -> new Document(
                                "secret", cipher.encrypt(owner, previous.key().text()))
                        .append("until", Date.from(previous.until())))
                .toList();
    }

    private SigningKeys signing(String owner, Document document) {
        List<SigningKeys.Previous> previous = document.getList("previousSecrets", Document.class, List.of()).stream()
                .map(stored -> new SigningKeys.Previous(
                        SigningScheme.read(cipher.decrypt(owner, stored.getString("secret"))),
                        instant(stored, "until")))
                .toList();
        return new SigningKeys(
                SigningScheme.read(cipher.decrypt(owner, document.getString("secret"))),
                document.getBoolean("secretShown"),
                previous);
    }

    private static @Nullable Document filters(@Nullable Map<String, Object> filters) {
        return filters == null ? null : new Document(filters);
    }

    private List<Document> headers(String owner, Map<String, String> headers) {
        return headers.entrySet().stream()
                .map(header ->
                        new Document("name", header.getKey()).append("value", cipher.encrypt(owner, header.getValue())))
                .toList();
    }

    private static Map<String, Object> plainMap(Map<?, ?> map) {
        Map<String, Object> plain = new LinkedHashMap<>();
        map.forEach((name, value) -> plain.put(String.valueOf(name), plain(value)));
        return plain;
    }

    /** Maps and lists of the JDK for those of the driver, which are equal to their own kind only. */
    private static Object plain(Object value) {
        if (value instanceof Map<?, ?> map) {
            return plainMap(map);
        }
        return value instanceof List<?> list
                ? list.stream().map(SubscriptionDocument::plain).toList()
                : value;
    }

    private @Nullable String encrypted(String owner, @Nullable String secret) {
        return secret == null ? null : cipher.encrypt(owner, secret);
    }

    private @Nullable String decrypted(String owner, @Nullable String stored) {
        return stored == null ? null : cipher.decrypt(owner, stored);
    }

    private static Instant instant(Document document, String name) {
        return document.getDate(name).toInstant();
    }
}

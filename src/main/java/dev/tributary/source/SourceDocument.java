package dev.tributary.source;

import dev.tributary.mongo.StoredMoment;
import dev.tributary.platform.UnusableConfigurationException;
import dev.tributary.security.secret.SecretCipher;
import dev.tributary.security.secret.SecretMembers;
import dev.tributary.source.SourceStore.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** A source as a document, its secrets encrypted for its own id. */
final class SourceDocument {

    static final SecretMembers SECRETS = new SecretMembers(
            "sources", "sources/", List.of("secrets.value", "api.apiKey", "api.clientSecret", "api.refreshToken"));

    private final SecretCipher cipher;

    SourceDocument(SecretCipher cipher) {
        this.cipher = cipher;
    }

    Document of(Source source) {
        String owner = SECRETS.ownerOf(source.id());
        List<Document> secrets = source.secrets().stream()
                .map(secret -> new Document("id", secret.id())
                        .append("value", cipher.encrypt(owner, secret.value()))
                        .append("appliesTo", secret.appliesTo())
                        .append("createdAt", Date.from(secret.createdAt()))
                        .append("expiresAt", StoredMoment.of(secret.expiresAt())))
                .toList();
        Source.Api api = source.api();
        return new Document("_id", source.id())
                .append("tenant", source.tenant())
                .append("provider", source.provider())
                .append("scheme", source.scheme())
                .append("name", source.name())
                .append("enabled", source.enabled())
                .append("secrets", secrets)
                .append("options", new Document(new LinkedHashMap<>(source.options())))
                .append("api", api == null ? null : api(owner, api))
                .append("createdAt", Date.from(source.createdAt()))
                .append("modifiedAt", Date.from(source.modifiedAt()))
                .append("revision", source.revision());
    }

    /** A document that cannot be read makes only this source unusable. */
    SourceRow row(Document document) {
        try {
            return new SourceRow.Usable(read(document));
        } catch (RuntimeException e) {
            return new SourceRow.Unusable(
                    document.getString("_id"),
                    problem(e),
                    version(document).revision(),
                    text(document, "provider"),
                    text(document, "scheme"),
                    text(document, "name"),
                    document.get("api") instanceof Document api ? text(api, "baseUri") : null);
        }
    }

    private static String problem(RuntimeException e) {
        return e instanceof UnusableConfigurationException
                ? String.valueOf(e.getMessage())
                : "A member is missing or of another type (" + e.getClass().getSimpleName() + ")";
    }

    /** Also of a document that cannot be read otherwise. */
    static Version version(Document document) {
        return new Version(
                document.get("revision") instanceof Number revision ? revision.longValue() : 0,
                document.get("createdAt") instanceof Date created ? created.toInstant() : Instant.EPOCH,
                document.get("modifiedAt") instanceof Date modified ? modified.toInstant() : Instant.EPOCH);
    }

    private static @Nullable String text(Document document, String name) {
        return document.get(name) instanceof String text ? text : null;
    }

    private Source read(Document document) {
        String owner = SECRETS.ownerOf(document.getString("_id"));
        var secrets = new ArrayList<SourceSecret>();
        for (Document secret : document.getList("secrets", Document.class)) {
            secrets.add(new SourceSecret(
                    secret.getString("id"),
                    cipher.decrypt(owner, secret.getString("value")),
                    secret.getString("appliesTo"),
                    instant(secret, "createdAt"),
                    StoredMoment.read(secret, "expiresAt")));
        }
        Map<String, String> options = new LinkedHashMap<>();
        document.get("options", Document.class).forEach((name, value) -> options.put(name, String.valueOf(value)));
        return new Source(
                document.getString("_id"),
                document.getString("tenant"),
                document.getString("provider"),
                document.getString("scheme"),
                document.getString("name"),
                document.getBoolean("enabled"),
                List.copyOf(secrets),
                Map.copyOf(options),
                readApi(owner, document.get("api", Document.class)),
                instant(document, "createdAt"),
                instant(document, "modifiedAt"),
                document.getLong("revision"));
    }

    private Document api(String owner, Source.Api api) {
        Document document = new Document("baseUri", api.baseUri())
                .append("apiKey", api.apiKey().isEmpty() ? null : cipher.encrypt(owner, api.apiKey()))
                .append("rate", api.rate());
        Source.Client client = api.client();
        if (client != null) {
            String refreshToken = client.refreshToken();
            document.append("clientId", client.id())
                    .append("clientSecret", cipher.encrypt(owner, client.secret()))
                    .append("refreshToken", refreshToken == null ? null : cipher.encrypt(owner, refreshToken));
        }
        return document;
    }

    private Source.@Nullable Api readApi(String owner, @Nullable Document api) {
        return api == null
                ? null
                : new Source.Api(
                        api.getString("baseUri"),
                        Objects.requireNonNullElse(decrypted(owner, api, "apiKey"), ""),
                        client(owner, api),
                        api.getDouble("rate"));
    }

    private Source.@Nullable Client client(String owner, Document api) {
        String id = api.getString("clientId");
        return id == null
                ? null
                : new Source.Client(
                        id,
                        cipher.decrypt(owner, api.getString("clientSecret")),
                        decrypted(owner, api, "refreshToken"));
    }

    private @Nullable String decrypted(String owner, Document document, String name) {
        String stored = document.getString(name);
        return stored == null ? null : cipher.decrypt(owner, stored);
    }

    private static Instant instant(Document document, String name) {
        return document.getDate(name).toInstant();
    }
}

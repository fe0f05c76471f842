package dev.tributary.source.access;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.ReplaceOptions;
import dev.tributary.mongo.DeletedRows;
import dev.tributary.security.secret.SecretCipher;
import dev.tributary.security.secret.SecretMembers;
import dev.tributary.source.Source;
import java.util.List;
import java.util.Optional;
import org.bson.Document;

/**
 * Refresh tokens that providers gave in place of the configured ones, in the collection {@code provider_tokens}, encrypted. A
 * token that was given for another configured one is ignored. Errors of the driver pass through.
 */
public final class RefreshTokenStore {

    /** Where the tokens are. */
    public static final SecretMembers SECRETS =
            new SecretMembers("provider_tokens", "provider_tokens/", List.of("refreshToken", "configured"));

    private final MongoCollection<Document> tokens;
    private final MongoCollection<Document> sources;
    private final SecretCipher cipher;

    RefreshTokenStore(MongoDatabase database, SecretCipher cipher) {
        this.tokens = database.getCollection("provider_tokens");
        this.sources = database.getCollection("sources");
        this.cipher = cipher;
    }

    /** The token that was given last in place of the configured one. */
    Optional<String> find(Source source, String configured) {
        String owner = SECRETS.ownerOf(source.id());
        return Optional.ofNullable(tokens.find(and(eq("_id", source.id()), eq("tenant", source.tenant())))
                        .first())
                .filter(row ->
                        cipher.decrypt(owner, row.getString("configured")).equals(configured))
                .map(row -> cipher.decrypt(owner, row.getString("refreshToken")));
    }

    /**
     * Keeps the token that was given in place of the configured one. Nothing is kept of a source that is deleted meanwhile: its
     * deletion removes the token after the source, and this looks for the source after the token is written.
     */
    void save(Source source, String configured, String given) {
        String owner = SECRETS.ownerOf(source.id());
        tokens.replaceOne(
                eq("_id", source.id()),
                new Document("_id", source.id())
                        .append("tenant", source.tenant())
                        .append("configured", cipher.encrypt(owner, configured))
                        .append("refreshToken", cipher.encrypt(owner, given)),
                new ReplaceOptions().upsert(true));
        if (sources.find(and(eq("_id", source.id()), DeletedRows.LIVE))
                        .projection(include("_id"))
                        .first()
                == null) {
            tokens.deleteOne(eq("_id", source.id()));
        }
    }
}

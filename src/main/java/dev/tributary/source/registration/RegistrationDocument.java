package dev.tributary.source.registration;

import dev.tributary.mongo.StoredMoment;
import dev.tributary.source.access.ProviderRetry;
import dev.tributary.source.registration.Registration.FormerSecret;
import dev.tributary.source.registration.Registration.Seen;
import dev.tributary.source.registration.Registration.State;
import dev.tributary.source.registration.webhook.WantedWebhook;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** A registration as a document. It holds no secret: that is in the source's document. */
final class RegistrationDocument {

    private RegistrationDocument() {}

    static Document of(Registration registration) {
        WantedWebhook wanted = registration.wanted();
        Seen seen = registration.seen();
        ProviderRetry retry = registration.retry();
        return new Document("_id", registration.sourceId())
                .append("tenant", registration.tenant())
                .append("provider", registration.provider())
                .append("state", registration.state().wireName())
                .append("url", wanted.url())
                .append("events", wanted.events())
                .append("description", wanted.description())
                .append("delay", wanted.delay())
                .append("webhookId", registration.webhookId())
                .append("secretId", registration.secretId())
                .append("formerSecrets", formerSecrets(registration))
                .append("problem", registration.problem())
                .append("orphanPossible", registration.orphanPossible())
                .append("wasRegistered", registration.wasRegistered())
                .append("attempts", retry == null ? null : retry.attempts())
                .append("retryAt", retry == null ? null : Date.from(retry.at()))
                .append("checkedAt", StoredMoment.of(seen.checkedAt()))
                .append("seenDisabled", seen.disabled())
                .append("seenFailures", seen.failures())
                .append("seenDelay", seen.delay())
                .append("differences", seen.differences())
                .append("createdAt", Date.from(registration.createdAt()))
                .append("modifiedAt", Date.from(registration.modifiedAt()))
                .append("revision", registration.revision());
    }

    private static List<Document> formerSecrets(Registration registration) {
        return registration.formerSecrets().stream()
                .map(secret -> new Document("id", secret.id())
                        .append("end", Date.from(secret.end()))
                        .append("webhookId", secret.webhookId()))
                .toList();
    }

    static Registration read(Document document) {
        return new Registration(
                document.getString("_id"),
                document.getString("tenant"),
                document.getString("provider"),
                State.of(document.getString("state")),
                new WantedWebhook(
                        document.getString("url"),
                        document.getList("events", String.class),
                        document.getString("description"),
                        document.getInteger("delay")),
                document.getString("webhookId"),
                document.getString("secretId"),
                document.getList("formerSecrets", Document.class, List.of()).stream()
                        .map(secret -> new FormerSecret(
                                secret.getString("id"),
                                secret.getDate("end").toInstant(),
                                secret.getString("webhookId")))
                        .toList(),
                document.getString("problem"),
                document.getBoolean("orphanPossible"),
                retry(document),
                new Seen(
                        StoredMoment.read(document, "checkedAt"),
                        document.getBoolean("seenDisabled"),
                        document.getInteger("seenFailures"),
                        document.getInteger("seenDelay"),
                        List.copyOf(document.getList("differences", String.class))),
                document.getDate("createdAt").toInstant(),
                document.getDate("modifiedAt").toInstant(),
                document.getLong("revision"));
    }

    private static @Nullable ProviderRetry retry(Document document) {
        Instant at = StoredMoment.read(document, "retryAt");
        return at == null ? null : new ProviderRetry(document.getInteger("attempts"), at);
    }
}

package dev.tributary.api.configuration;

import dev.tributary.api.contract.RequestFields;
import dev.tributary.api.source.AccessForm;
import dev.tributary.event.GatewayUri;
import dev.tributary.source.Source;
import dev.tributary.source.SourceRow;
import dev.tributary.source.SourceSecret;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** A source as the configuration API reads and shows it. Secrets are never shown. */
@Component
class SourceForm {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final GatewayUri gateway;
    private final AccessForm access;

    SourceForm(GatewayUri gateway, AccessForm access) {
        this.gateway = gateway;
        this.access = access;
    }

    /** A new source from what was sent. */
    Source created(String tenant, RequestFields sent, Instant now) {
        var source = new Source(
                id(sent),
                tenant,
                sent.text("provider", ""),
                sent.text("scheme", ""),
                sent.text("name"),
                sent.flag("enabled", true),
                secrets(sent, List.of(), now),
                Map.copyOf(sent.textsByName("options")),
                access.read(sent.object("api"), null),
                now,
                now,
                1);
        sent.finish();
        return source;
    }

    /** The source with the fields that were sent in place of its own; itself where that changes nothing. */
    Source changed(Source old, RequestFields sent, Instant now) {
        sent.readOnly(shown(old), "id", "provider", "ingest_url", "status", "created_at", "modified_at");
        var source = new Source(
                old.id(),
                old.tenant(),
                old.provider(),
                sent.text("scheme", old.scheme()),
                sent.sent("name") ? sent.text("name") : old.name(),
                sent.flag("enabled", sent.sent("enabled") || old.enabled()),
                sent.sent("secrets") ? secrets(sent, old.secrets(), now) : old.secrets(),
                sent.sent("options") ? Map.copyOf(sent.textsByName("options")) : old.options(),
                sent.sent("api") ? access.read(sent.object("api"), old.api()) : old.api(),
                old.createdAt(),
                old.modifiedAt(),
                old.revision());
        sent.finish();
        return source.equals(old) ? old : source.modified(now);
    }

    /** @param health beside what the source is; null: not */
    Map<String, Object> shown(SourceRow row, @Nullable Map<String, Object> health) {
        Map<String, Object> shown = shown(row);
        if (health != null) {
            shown.put("health", health);
        }
        return shown;
    }

    /** What can be read of one that cannot be used, which its status says. */
    Map<String, Object> shown(SourceRow row) {
        if (row instanceof SourceRow.Usable usable) {
            return shown(usable.source());
        }
        var unusable = (SourceRow.Unusable) row;
        var shown = new LinkedHashMap<String, Object>();
        shown.put("id", unusable.id());
        Optional.ofNullable(unusable.provider()).ifPresent(provider -> shown.put("provider", provider));
        Optional.ofNullable(unusable.scheme()).ifPresent(scheme -> shown.put("scheme", scheme));
        Optional.ofNullable(unusable.name()).ifPresent(name -> shown.put("name", name));
        shown.put("status", "unusable");
        Optional.ofNullable(unusable.baseUri()).ifPresent(uri -> shown.put("api", Map.of("base_uri", uri)));
        return shown;
    }

    Map<String, Object> shown(Source source) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("id", source.id());
        shown.put("provider", source.provider());
        shown.put("scheme", source.scheme());
        if (source.name() != null) {
            shown.put("name", source.name());
        }
        shown.put("enabled", source.enabled());
        shown.put("status", source.enabled() ? "active" : "disabled");
        shown.put(
                "secrets",
                source.secrets().stream().map(SourceForm::shownSecret).toList());
        shown.put("options", source.options());
        Source.Api api = source.api();
        if (api != null) {
            shown.put("api", AccessForm.shown(api));
        }
        shown.put("ingest_url", gateway.ingest(source.provider(), source.id()));
        shown.put("created_at", source.createdAt().toString());
        shown.put("modified_at", source.modifiedAt().toString());
        return shown;
    }

    /** The client's id, or one that cannot be guessed: 128 random bits. */
    static String id(RequestFields sent) {
        String id = sent.text("id");
        return id == null ? random() : id;
    }

    static String random() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static Map<String, Object> shownSecret(SourceSecret secret) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("id", secret.id());
        if (secret.appliesTo() != null) {
            shown.put("applies_to", secret.appliesTo());
        }
        shown.put("created_at", secret.createdAt().toString());
        if (secret.expiresAt() != null) {
            shown.put("expires_at", secret.expiresAt().toString());
        }
        return shown;
    }

    /** An entry with the id of a stored secret keeps its value, unless it sends another. */
    private static List<SourceSecret> secrets(RequestFields sent, List<SourceSecret> stored, Instant now) {
        List<SourceSecret> secrets = new ArrayList<>();
        for (RequestFields secret : sent.objects("secrets")) {
            String id = secret.text("id");
            SourceSecret known = stored.stream()
                    .filter(one -> one.id().equals(id))
                    .findFirst()
                    .orElse(null);
            if (known == null && id != null) {
                secret.fault("id", "is the id of no stored secret; leave it out for a new one");
            }
            secret.readOnly(known == null ? Map.of() : shownSecret(known), "created_at");
            String appliesTo = secret.text("applies_to");
            Instant expires = secret.moment("expires_at");
            Instant expiresAt = expires == null ? null : expires.truncatedTo(ChronoUnit.MILLIS);
            secrets.add(
                    known != null && !secret.sent("value")
                            ? new SourceSecret(known.id(), known.value(), appliesTo, known.createdAt(), expiresAt)
                            : new SourceSecret(random(), secret.requiredText("value"), appliesTo, now, expiresAt));
        }
        return List.copyOf(secrets);
    }
}

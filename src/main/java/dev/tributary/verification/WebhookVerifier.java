package dev.tributary.verification;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.event.Proof;
import dev.tributary.platform.UnusableConfigurationException;
import dev.tributary.provider.InvalidPayloadException;
import dev.tributary.provider.PayloadPath;
import dev.tributary.provider.ProviderCatalog;
import dev.tributary.provider.ProviderDescriptor;
import dev.tributary.provider.SchemeDescriptor;
import dev.tributary.source.Source;
import dev.tributary.source.SourceSecret;
import dev.tributary.verification.signature.RejectedWebhookException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Verifies calls by the scheme of their source. A call is accepted only by a scheme. */
public final class WebhookVerifier {

    private record Compiled(
            SchemeDescriptor scheme,
            SignatureScheme.Verifier verifier,
            @Nullable PayloadPath appliesTo) {}

    private record Key(String provider, String scheme) {}

    private final Map<Key, Compiled> schemes = new HashMap<>();

    /** @throws UnusableConfigurationException if a provider declares a scheme of an unknown kind, or half of one */
    WebhookVerifier(ProviderCatalog providers, Collection<SignatureScheme> kinds) {
        var byType = new HashMap<String, SignatureScheme>();
        kinds.forEach(kind -> kind.types().forEach(type -> byType.put(type, kind)));
        for (ProviderDescriptor provider : providers.all()) {
            String place = providers.folder(provider.provider()).place("provider.yaml");
            provider.schemes()
                    .forEach((name, scheme) -> schemes.put(
                            new Key(provider.provider(), name), compile(place, "schemes." + name, scheme, byType)));
        }
    }

    private static Compiled compile(
            String place, String field, SchemeDescriptor scheme, Map<String, SignatureScheme> kinds) {
        SignatureScheme kind = kinds.get(scheme.type());
        if (kind == null) {
            throw new UnusableConfigurationException(
                    place, field + ".type '" + scheme.type() + "' must be one of " + new TreeSet<>(kinds.keySet()));
        }
        try {
            PayloadPath appliesTo = scheme.appliesTo() == null ? null : PayloadPath.of(scheme.appliesTo());
            return new Compiled(scheme, kind.compile(scheme), appliesTo);
        } catch (IllegalArgumentException e) {
            throw new UnusableConfigurationException(place, field + "." + e.getMessage());
        }
    }

    /** @throws RejectedWebhookException if the call is not verified, or the scheme of its source no longer exists */
    public Proof verify(WebhookCall call, Source source) {
        Compiled scheme = schemes.get(new Key(source.provider(), source.scheme()));
        if (scheme == null) {
            throw new RejectedWebhookException("scheme_unknown");
        }
        List<SourceSecret> secrets = unexpired(source.secrets(), call);
        return scheme.verifier().verify(call, source, candidates(call, secrets, scheme.appliesTo()));
    }

    private static List<SourceSecret> unexpired(List<SourceSecret> secrets, WebhookCall call) {
        for (SourceSecret secret : secrets) {
            if (secret.isExpired(call.receivedAt())) {
                return secrets.stream()
                        .filter(one -> !one.isExpired(call.receivedAt()))
                        .toList();
            }
        }
        return secrets;
    }

    /** The headers of a call that its verification reads, by lower-case names; those that the call lacks are left out. */
    public Map<String, List<String>> proof(WebhookCall call, Source source) {
        Compiled compiled = schemes.get(new Key(source.provider(), source.scheme()));
        Map<String, List<String>> read = new HashMap<>();
        if (compiled != null) {
            for (String name : compiled.scheme().headers(source.options())) {
                List<String> values = call.headers(name);
                if (!values.isEmpty()) {
                    read.put(name.toLowerCase(Locale.ROOT), values);
                }
            }
        }
        return read;
    }

    /** Where a secret is limited to what the call is about, only such secrets are compared. */
    private static List<SourceSecret> candidates(
            WebhookCall call, List<SourceSecret> secrets, @Nullable PayloadPath appliesTo) {
        if (appliesTo == null || secrets.stream().allMatch(secret -> secret.appliesTo() == null)) {
            return secrets;
        }
        String subject = subject(call, appliesTo);
        List<SourceSecret> own = secrets.stream()
                .filter(secret ->
                        secret.appliesTo() != null && secret.appliesTo().equals(subject))
                .toList();
        return own.isEmpty()
                ? secrets.stream().filter(secret -> secret.appliesTo() == null).toList()
                : own;
    }

    /** Read from a body that is not verified yet: it may choose a secret, and decides nothing else. */
    private static @Nullable String subject(WebhookCall call, PayloadPath appliesTo) {
        try {
            JsonNode value = appliesTo.read(call.payload().root());
            return value == null || !value.isTextual() ? null : value.textValue();
        } catch (InvalidPayloadException e) {
            return null;
        }
    }
}

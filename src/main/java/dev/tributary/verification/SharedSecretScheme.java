package dev.tributary.verification;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.event.Proof;
import dev.tributary.provider.InvalidPayloadException;
import dev.tributary.provider.Payload;
import dev.tributary.provider.PayloadPath;
import dev.tributary.provider.SchemeDescriptor;
import dev.tributary.source.Source;
import dev.tributary.source.SourceSecret;
import dev.tributary.verification.signature.RejectedWebhookException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The secret itself, in a header or in the body. It verifies the sender, and not the body. */
final class SharedSecretScheme implements SignatureScheme {

    /** Where a call says its secret. */
    private interface Place {
        String secret(WebhookCall call, Source source);
    }

    @Override
    public Set<String> types() {
        return Set.of("shared-secret");
    }

    @Override
    public Verifier compile(SchemeDescriptor scheme) {
        Place place = place(scheme);
        return (call, source, candidates) -> {
            byte[] said = place.secret(call, source).getBytes(UTF_8);
            boolean verified = false;
            for (SourceSecret secret : candidates) {
                if (MessageDigest.isEqual(secret.value().getBytes(UTF_8), said)) {
                    verified = true;
                    call.verifiedBy(secret.id());
                }
            }
            if (!verified) {
                throw new RejectedWebhookException("proof_wrong");
            }
            return Proof.SENDER;
        };
    }

    private static Place place(SchemeDescriptor scheme) {
        List<String> bodyPaths = scheme.bodyPaths();
        String option = scheme.headerOption();
        String header = scheme.header();
        if (bodyPaths != null && option == null && header == null) {
            List<PayloadPath> paths = bodyPaths.stream().map(PayloadPath::of).toList();
            return (call, source) -> inBody(call, paths);
        }
        if (bodyPaths == null && option != null && header == null) {
            return (call, source) ->
                    call.header(Objects.requireNonNull(source.options().get(option)));
        }
        if (bodyPaths == null && option == null && header != null) {
            return (call, source) -> call.header(header);
        }
        throw new IllegalArgumentException("exactly one of header, header-option and body-paths is needed");
    }

    private static String inBody(WebhookCall call, List<PayloadPath> paths) {
        Payload payload;
        try {
            payload = call.payload();
        } catch (InvalidPayloadException e) {
            throw new RejectedWebhookException("proof_missing");
        }
        if (payload.duplicateKeys()) {
            throw new RejectedWebhookException("proof_ambiguous");
        }
        for (PayloadPath path : paths) {
            JsonNode value = path.read(payload.root());
            if (value != null && value.isTextual() && !value.textValue().isEmpty()) {
                return value.textValue();
            }
        }
        throw new RejectedWebhookException("proof_missing");
    }
}

package dev.tributary.verification;

import dev.tributary.event.Proof;
import dev.tributary.provider.SchemeDescriptor;
import dev.tributary.source.Source;
import dev.tributary.source.SourceSecret;
import java.util.List;
import java.util.Set;

/** One kind of proof; a provider's file makes schemes of it. */
interface SignatureScheme {

    /** The {@code type}s in provider files that this kind serves. */
    Set<String> types();

    /**
     * Reads a provider's scheme once, at start-up.
     *
     * @throws IllegalArgumentException if it is half-configured; the message begins with the field
     */
    Verifier compile(SchemeDescriptor scheme);

    /** Verifies calls by one provider's scheme. */
    interface Verifier {

        /**
         * Verifies a call by any of the secrets, all of which are compared. Times in the signature are compared with the moment of receipt,
         * so that a call that was kept is verified later as it would have been then.
         *
         * @param candidates the source's secrets that may apply to the call; without any, no call is verified
         * @throws dev.tributary.verification.signature.RejectedWebhookException if the call is not verified
         */
        Proof verify(WebhookCall call, Source source, List<SourceSecret> candidates);
    }
}

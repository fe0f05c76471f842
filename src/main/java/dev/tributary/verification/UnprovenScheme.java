package dev.tributary.verification;

import dev.tributary.event.Proof;
import dev.tributary.provider.SchemeDescriptor;
import java.util.Set;

/** No proof at all: only for sources that the operator has allowed by name, and their events say so. */
final class UnprovenScheme implements SignatureScheme {

    @Override
    public Set<String> types() {
        return Set.of(SchemeDescriptor.UNPROVEN);
    }

    @Override
    public Verifier compile(SchemeDescriptor scheme) {
        return (call, source, candidates) -> Proof.NONE;
    }
}

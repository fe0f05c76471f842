package dev.tributary.ingest.commit;

import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.rejected.RejectedProof;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a rejected call.
 *
 * @param proof null where it could not be verified again anyhow, because its body is not kept as it was received
 */
public record RejectedCall(Receipt receipt, @Nullable RejectedProof proof) {

    /** What it takes in the store, roughly, beside what every receipt takes. */
    int bytes() {
        return receipt.content().body().length + (proof == null ? 0 : RejectedProof.stored(proof.headers()));
    }
}

package dev.tributary.ingest;

import dev.tributary.event.Proof;
import dev.tributary.source.Source;
import dev.tributary.verification.WebhookCall;

/** A call that its source's scheme has proven, as far as that scheme can. */
record ProvenCall(Source source, WebhookCall call, Proof proof) {}

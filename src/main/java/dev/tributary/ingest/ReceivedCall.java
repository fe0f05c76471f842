package dev.tributary.ingest;

import dev.tributary.source.Source;
import dev.tributary.verification.WebhookCall;

/** A call for a source that exists. Nothing is proven yet. */
record ReceivedCall(Source source, WebhookCall call) {}

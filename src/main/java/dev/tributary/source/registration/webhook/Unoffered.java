package dev.tributary.source.registration.webhook;

/** Calls that a provider's documentation does not know. Callers ask {@link WebhookApi#can} before. */
final class Unoffered {

    private Unoffered() {}

    static UnsupportedOperationException call(WebhookApi api, WebhookApi.Call call) {
        return new UnsupportedOperationException(api.type() + " has no call to " + call);
    }
}

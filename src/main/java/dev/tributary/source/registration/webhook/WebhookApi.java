package dev.tributary.source.registration.webhook;

import dev.tributary.source.Source;
import dev.tributary.source.access.ProviderCallException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A provider's API for the webhooks of one scheme. Each method calls the provider with the credentials of the source and throws
 * {@link ProviderCallException} if that fails.
 */
public interface WebhookApi {

    /** What a provider's API can do. */
    enum Call {
        LIST,
        /** Read one by its id, or from the list. */
        FIND,
        CHANGE,
        DELETE,
        CHOOSE_EVENTS,
        DELAY
    }

    /** The kind, as provider files name it. */
    String type();

    boolean can(Call call);

    /** Whether the gateway chooses the secret. Else the provider does, and shows it when the webhook is created. */
    boolean takesSecret();

    /** Whether the secret verifies the calls of its webhook only, which they name. */
    default boolean limitsSecret() {
        return false;
    }

    /**
     * Creates a webhook.
     *
     * @param secret for an API that takes one, else null
     * @return with the secret that the provider chose
     */
    ProviderWebhook create(Access access, WantedWebhook wanted, @Nullable String secret);

    /** All that the provider lists for the source's credentials. */
    List<ProviderWebhook> list(Access access);

    /** One by its id; empty if the provider has none such. */
    Optional<ProviderWebhook> find(Access access, String id);

    /** Changes a webhook to what is wanted, and enables it. */
    void change(Access access, String id, WantedWebhook wanted, @Nullable String secret);

    /** Deletes a webhook; one that is not there is no error. */
    void delete(Access access, String id);

    /**
     * Where the calls of one source go.
     *
     * @param path of the webhooks, as the provider's file has it
     * @param scope that an access token has to have; null for none
     */
    record Access(Source source, String path, @Nullable String scope) {}
}

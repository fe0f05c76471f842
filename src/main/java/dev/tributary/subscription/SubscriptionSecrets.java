package dev.tributary.subscription;

import dev.tributary.security.secret.SecretMembers;
import java.util.List;

/** Where the secrets of subscriptions are stored. */
public final class SubscriptionSecrets {

    public static final SecretMembers MEMBERS = new SecretMembers(
            "subscriptions",
            "subscriptions/",
            List.of("password", "headers.value", "secret", "previousSecrets.secret"));

    private SubscriptionSecrets() {}
}

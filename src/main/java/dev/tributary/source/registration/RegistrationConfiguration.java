package dev.tributary.source.registration;

import com.mongodb.client.MongoDatabase;
import dev.tributary.event.GatewayUri;
import dev.tributary.mongo.schema.StoreIndexes;
import dev.tributary.platform.UnusableConfigurationException;
import dev.tributary.platform.Worker;
import dev.tributary.provider.ProviderCatalog;
import dev.tributary.source.SourceStore;
import dev.tributary.source.access.ProviderApi;
import dev.tributary.source.registration.webhook.WebhookApis;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RegistrationConfiguration {

    @Bean
    StoreIndexes registrationIndexes() {
        return RegistrationStore.INDEXES;
    }

    @Bean
    RegistrationStore registrationStore(MongoDatabase database, RegistrationSettings settings, Clock clock) {
        return new RegistrationStore(database, settings.checkEvery(), clock);
    }

    /**
     * @param checkEvery how often a provider is asked for the webhook of a source
     * @param retryAfter the wait after the first failure to make a webhook in place of another one, or to delete one; it doubles up to an hour
     * @param listDeadline after which no further page of a provider's list of webhooks is asked for
     */
    @ConfigurationProperties("tributary.registration")
    record RegistrationSettings(
            @DefaultValue("15m") Duration checkEvery,
            @DefaultValue("30s") Duration retryAfter,
            @DefaultValue("30s") Duration listDeadline) {

        /** Half of a lease, so that an attempt ends before another gateway takes it up. */
        private static final Duration MAX_LIST_DEADLINE = Duration.ofMinutes(1);

        RegistrationSettings {
            check("CHECK_EVERY", checkEvery);
            check("RETRY_AFTER", retryAfter);
            check("LIST_DEADLINE", listDeadline);
            if (listDeadline.compareTo(MAX_LIST_DEADLINE) > 0) {
                throw new UnusableConfigurationException("TRIBUTARY_REGISTRATION_LIST_DEADLINE", "must be at most 1m");
            }
        }

        private static void check(String name, Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new UnusableConfigurationException("TRIBUTARY_REGISTRATION_" + name, "must be above 0");
            }
        }
    }

    @Bean
    SourceSecrets sourceSecrets(SourceStore sources, Clock clock) {
        return new SourceSecrets(sources, clock);
    }

    @Bean
    WebhookCreation webhookCreation(
            RegistrationStore store, SourceSecrets secrets, RegistrationSettings settings, Clock clock) {
        return new WebhookCreation(store, secrets, settings.retryAfter(), clock);
    }

    @Bean
    WebhookComparison webhookComparison(GatewayUri gateway, RegistrationSettings settings, Clock clock) {
        return new WebhookComparison(gateway, settings.checkEvery(), clock);
    }

    @Bean
    Offers registrationOffers(
            ProviderCatalog providers, ProviderApi api, GatewayUri gateway, RegistrationSettings settings) {
        return new Offers(new WebhookApis(providers, api, settings.listDeadline()), gateway);
    }

    @Bean
    Worker registrationChecks(
            RegistrationStore store,
            Offers offers,
            SourceSecrets secrets,
            Registrations registrations,
            WebhookCreation creation,
            WebhookComparison comparison,
            RegistrationSettings settings,
            Clock clock) {
        var checks = new RegistrationChecks(
                store, offers, secrets, registrations, creation, comparison, settings.checkEvery(), clock);
        return new Worker("registration-checks", Integer.MAX_VALUE - 2, checks::round, checks::stop);
    }

    @Bean
    Registrations registrations(
            RegistrationStore store,
            Offers offers,
            SourceSecrets secrets,
            WebhookCreation creation,
            WebhookComparison comparison,
            Clock clock) {
        return new Registrations(store, offers, secrets, creation, comparison, clock);
    }
}

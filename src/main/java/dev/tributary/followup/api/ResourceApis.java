package dev.tributary.followup.api;

import dev.tributary.platform.UnusableConfigurationException;
import dev.tributary.provider.ProviderDescriptor;
import dev.tributary.provider.ProviderDescriptor.FollowUps;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The kinds of APIs that there are, found by what a provider's file names. */
public final class ResourceApis {

    private final Map<String, ResourceApi> apis;
    private final Function<String, Optional<ProviderDescriptor>> providers;

    public ResourceApis(Collection<ResourceApi> apis, Function<String, Optional<ProviderDescriptor>> providers) {
        this.apis = apis.stream().collect(Collectors.toUnmodifiableMap(ResourceApi::name, Function.identity()));
        this.providers = providers;
    }

    /** The API of a provider; empty where nothing is fetched from it. */
    public Optional<ResourceApi> of(String provider) {
        return providers
                .apply(provider)
                .map(ProviderDescriptor::followUps)
                .map(FollowUps::api)
                .map(apis::get);
    }

    /** Which URLs of a provider may be fetched; empty where nothing is. */
    public Optional<PathAllowList> allowed(String provider) {
        return providers.apply(provider).map(ProviderDescriptor::followUps).flatMap(followUps -> of(provider)
                .map(api -> new PathAllowList(followUps, api)));
    }

    /** The header of a provider's API, with placeholders. */
    public String authorization(String provider) {
        return providers
                .apply(provider)
                .map(ProviderDescriptor::followUps)
                .map(FollowUps::authorization)
                .orElseThrow();
    }

    /** Whether credentials that a provider has refused can be renewed. */
    public boolean canRenew(String provider) {
        return of(provider)
                .filter(api -> api.session("", "").isPresent()
                        || authorization(provider).contains("{token}"))
                .isPresent();
    }

    /**
     * Checks that the API which a provider's file names can keep what the file lists.
     *
     * @param file for the message
     * @throws UnusableConfigurationException that names the first wrong field
     */
    public void check(ProviderDescriptor provider, String file) {
        FollowUps followUps = provider.followUps();
        if (followUps == null) {
            return;
        }
        ResourceApi api = apis.get(followUps.api());
        if (api == null) {
            throw new UnusableConfigurationException(
                    file,
                    "follow-ups.api: must be one of "
                            + apis.keySet().stream().sorted().toList());
        }
        for (String kind : followUps.kinds().keySet()) {
            if (!api.kinds().contains(kind)) {
                throw new UnusableConfigurationException(
                        file, "follow-ups.kinds." + kind + ": must be one of " + api.kinds());
            }
        }
    }
}

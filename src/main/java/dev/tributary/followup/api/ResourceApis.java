package dev.tributary.followup.api;

import dev.tributary.provider.ProviderDescriptor;
import dev.tributary.provider.ProviderDescriptor.FollowUps;
import java.util.Collection;
import java.util.List;
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

    /** The names of the APIs that there are. */
    public List<String> names() {
        return apis.keySet().stream().sorted().toList();
    }

    public Optional<ResourceApi> named(String name) {
        return Optional.ofNullable(apis.get(name));
    }
}

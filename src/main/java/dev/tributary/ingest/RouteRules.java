package dev.tributary.ingest;

import dev.tributary.platform.UnusableConfigurationException;
import dev.tributary.provider.ProviderDescriptor;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;

/** Finds the mistakes in route files that Camel itself reports at the first call, or never. */
final class RouteRules {

    private static final String DIRECT = "direct:";

    private RouteRules() {}

    /** @throws UnusableConfigurationException names the first mistake */
    static void check(List<RouteDefinition> routes, Collection<ProviderDescriptor> providers) {
        Set<String> inputs =
                routes.stream().map(route -> plain(route.getEndpointUrl())).collect(Collectors.toSet());
        for (RouteDefinition route : routes) {
            ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ToDefinition.class).stream()
                    .map(to -> plain(to.getEndpointUri()))
                    .filter(target -> target.startsWith(DIRECT) && !inputs.contains(target))
                    .findFirst()
                    .ifPresent(target -> {
                        throw new UnusableConfigurationException(
                                RouteFiles.SETTING,
                                "route " + route.getRouteId() + " sends calls to " + target
                                        + ", and no route begins there");
                    });
        }
        for (ProviderDescriptor provider : providers) {
            String hook = "servlet:/" + provider.provider() + "/";
            if (inputs.stream().noneMatch(input -> input.startsWith(hook))) {
                throw new UnusableConfigurationException(
                        RouteFiles.SETTING,
                        "provider " + provider.provider() + " has mappings, and no route begins at " + hook
                                + "{source}, so its calls would be refused");
            }
        }
    }

    /** Scheme and path of an endpoint, in one of the spellings that Camel takes for it. */
    private static String plain(String uri) {
        return uri.replaceFirst("\\?.*", "").replaceFirst("^(\\w+)://", "$1:").replaceFirst("^servlet:/*", "servlet:/");
    }
}

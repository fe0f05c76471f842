package dev.tributary.ingest;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.provider.ProviderDescriptor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;

/** Mistakes in route files, as Camel loads them. */
class RouteRulesTest {

    private static final String DELTA = """
            - route:
                id: delta
                from:
                  uri: servlet
                  parameters: { contextPath: "/delta/{source}", httpMethodRestrict: POST }
                  steps:
                    - choice:
                        when:
                          - expression: { simple: { expression: "${body} != null" } }
                            steps:
                              - to: { uri: direct, parameters: { name: ingest } }
            - route:
                id: ingest
                from: { uri: "direct:ingest", steps: [ { to: { uri: "log:ingest" } } ] }
            """;

    @Test
    void acceptsRoutesThatLeadSomewhere() {
        assertThatCode(() -> check(DELTA, "delta")).doesNotThrowAnyException();
    }

    @Test
    void namesTheRouteWhoseTargetDoesNotExist() {
        assertThatThrownBy(() -> check(DELTA.replace("name: ingest", "name: ingezt"), "delta"))
                .hasMessage("TRIBUTARY_ROUTES: route delta sends calls to direct:ingezt, and no route begins there");
    }

    @Test
    void namesTheProviderThatHasMappingsAndNoRoute() {
        assertThatThrownBy(() -> check(DELTA, "delt"))
                .hasMessage(
                        "TRIBUTARY_ROUTES: provider delt has mappings, and no route begins at servlet:/delt/{source},"
                                + " so its calls would be refused");
    }

    private static void check(String routes, String provider) throws Exception {
        try (var camel = new DefaultCamelContext()) {
            PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString("delta.camel.yaml", routes));
            RouteRules.check(
                    camel.getRouteDefinitions(),
                    List.of(new ProviderDescriptor(provider, Map.of(), new LinkedHashMap<>(), false, null, null)));
        }
    }
}

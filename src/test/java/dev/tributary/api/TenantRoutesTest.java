package dev.tributary.api;

import static dev.tributary.api.TwoTenants.ALPHA;
import static dev.tributary.api.TwoTenants.BETA;
import static dev.tributary.api.TwoTenants.CONFIGURATION;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.TestGateway.Answer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** No route of the API shows or changes what another tenant has. A route that is not named here fails the test. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TenantRoutesTest {

    private static final String API = "/api/v1";
    private static final String SOURCES = CONFIGURATION + "/sources";
    private static final String HOOKS = CONFIGURATION + "/web-hooks";
    private static final String DOMAINS = CONFIGURATION + "/authorized-domains";

    /** What a route is asked by another tenant, with ids of the tenant alpha. */
    private record Request(String path, String body) {}

    private static TwoTenants tenants;
    /** Lists, with filters that name what alpha has. */
    private static final Map<String, List<String>> lists = new LinkedHashMap<>();
    /** Routes that answer 404 to other tenants. Deletions come last. */
    private static final Map<String, Request> single = new LinkedHashMap<>();
    /** Routes that answer another status. */
    private static final Map<String, Request> others = new LinkedHashMap<>();

    @BeforeAll
    static void fill() throws Exception {
        tenants = new TwoTenants();
        tenants.send(ALPHA, "POST", DOMAINS, "{\"id\":\"alpha-domain-2\",\"domain\":\"alpha.example\"}");
        String event = tenants.first(ALPHA, API + "/events");
        lists.put("/events", List.of("?tenantid=alpha", "?subject=connections/c1"));
        lists.put("/receipts", List.of("?sourceId=alpha-source", "?provider=paybook"));
        lists.put("/quarantine", List.of("?sourceId=alpha-source", "?kind=rejected"));
        lists.put("/deliveries", List.of("?eventId=" + event, "?webHookId=alpha-hook", "?state=pending"));
        JsonNode followUps = tenants.get(ALPHA, API + "/follow-ups");
        String refreshed = followUps.at("/result/0/eventId").asText();
        lists.put("/follow-ups", List.of("?eventId=" + refreshed));
        for (String kind : List.of("/connections", "/accounts", "/transactions", "/documents")) {
            lists.put(kind, List.of("?sourceId=alpha-source", "?connectionId=c1"));
            single.put("GET " + kind + "/{id}", get(API + kind + "/" + id(kind)));
        }
        for (String figures : List.of("calls", "events", "deliveries", "transactions", "facets")) {
            String groups = List.of("calls", "events").contains(figures) ? "?groupBy=sourceId" : "";
            others.put("GET /statistics/" + figures, get(API + "/statistics/" + figures + groups));
        }
        lists.put("/drift", List.of("?sourceId=alpha-source"));
        lists.put("/audit", List.of("?what=alpha-source"));
        lists.put("/views", List.of("?list=events"));
        tenants.send(ALPHA, "POST", API + "/views", "{\"list\":\"events\",\"name\":\"alpha view\"}");
        single.put("DELETE /views/{id}", get(API + "/views/" + id("/views")));
        others.put("POST /views", new Request(API + "/views", "{\"list\":\"alpha\"}"));
        lists.put("/configuration/sources", List.of("?limit=200"));
        lists.put("/configuration/registrations", List.of("?limit=200"));
        lists.put("/configuration/web-hooks", List.of("?type=EVENTS"));
        lists.put("/configuration/authorized-domains", List.of("?limit=200"));
        String delivery = API + "/deliveries/" + tenants.first(ALPHA, API + "/deliveries?state=delivered");
        single.put("GET /events/{id}", get(API + "/events/" + event));
        single.put("GET /events/{id}/mapping", get(API + "/events/" + event + "/mapping"));
        single.put("POST /events/{id}/refetch", get(API + "/events/" + refreshed + "/refetch"));
        single.put("GET /receipts/{id}", get(API + "/receipts/" + id("/receipts")));
        single.put("GET /receipts/{id}/body", get(API + "/receipts/" + id("/receipts") + "/body"));
        single.put("GET /documents/{id}/body", get(API + "/documents/" + id("/documents") + "/body"));
        single.put("GET /deliveries/{id}", get(delivery));
        single.put("POST /deliveries/{id}/replay", get(delivery + "/replay"));
        String waiting = API + "/deliveries/" + tenants.first(ALPHA, API + "/deliveries?state=pending");
        single.put("POST /deliveries/{id}/cancel", get(waiting + "/cancel"));
        single.put("GET /replays/{id}", get(API + "/replays/" + tenants.replay(ALPHA)));
        single.put("GET /cancellations/{id}", get(API + "/cancellations/" + tenants.cancellation(ALPHA)));
        String call = API + "/quarantine/" + id("/quarantine");
        single.put("GET /quarantine/{id}", get(call));
        single.put("POST /quarantine/{id}/release", new Request(call + "/release", "{}"));
        single.put("GET /quarantine/releases/{id}", get(API + "/quarantine/releases/" + tenants.release(ALPHA)));
        single.put("GET /remaps/{id}", get(API + "/remaps/" + tenants.remap(ALPHA)));
        String change = "{\"name\":\"alpha changed\"}";
        single.put("GET /configuration/sources/{id}", get(SOURCES + "/alpha-source"));
        single.put("PATCH /configuration/sources/{id}", new Request(SOURCES + "/alpha-source", change));
        String registration = SOURCES + "/alpha-source/registration";
        single.put("GET /configuration/sources/{id}/registration", get(registration));
        single.put("POST /configuration/sources/{id}/registration", get(registration));
        single.put("PATCH /configuration/sources/{id}/registration", get(registration));
        single.put("POST /configuration/sources/{id}/registration/repair", get(registration + "/repair"));
        single.put("GET /configuration/sources/{id}/health", get(SOURCES + "/alpha-source/health"));
        String secrets = SOURCES + "/alpha-source/secrets";
        single.put("POST /configuration/sources/{id}/secrets", new Request(secrets, "{\"value\":\"alpha-second\"}"));
        single.put("GET /configuration/sources/{id}/registrations", get(registration + "s"));
        single.put("DELETE /configuration/sources/{id}/registration", get(registration + "?forget=true"));
        single.put("GET /configuration/web-hooks/{id}", get(HOOKS + "/alpha-hook"));
        single.put("PATCH /configuration/web-hooks/{id}", new Request(HOOKS + "/alpha-hook", change));
        single.put("POST /configuration/web-hooks/{id}/signing-secret", get(HOOKS + "/alpha-hook/signing-secret"));
        single.put("POST /configuration/web-hooks/{id}/verification", get(HOOKS + "/alpha-hook/verification"));
        String dryRun = "{\"event_id\":\"" + event + "\"}";
        single.put("POST /configuration/web-hooks/{id}/test", new Request(HOOKS + "/alpha-hook/test", dryRun));
        others.put("POST /configuration/web-hooks/test", new Request(HOOKS + "/test", dryRun));
        single.put("GET /configuration/authorized-domains/{id}", get(DOMAINS + "/alpha-domain-2"));
        single.put("DELETE /configuration/sources/{id}", get(SOURCES + "/alpha-source"));
        single.put("DELETE /configuration/web-hooks/{id}", get(HOOKS + "/alpha-hook"));
        single.put("DELETE /configuration/authorized-domains/{id}", get(DOMAINS + "/alpha-domain-2"));
        String erasure = API + "/users/paybook/u-none/erasure";
        tenants.send(ALPHA, "POST", erasure, "");
        single.put("GET /users/{provider}/{id}/erasure", get(erasure));
        others.put("POST /users/{provider}/{id}/erasure", get(erasure + "?dry_run=true"));
        others.put("POST /configuration/sources", source("alpha-source"));
        others.put("POST /configuration/web-hooks", hook("alpha-hook"));
        String domain = "{\"id\":\"alpha-domain-2\",\"domain\":\"beta.example\"}";
        others.put("POST /configuration/authorized-domains", new Request(DOMAINS, domain));
        for (String path : List.of("/me", "/audit/verification", "/configuration/catalog")) {
            others.put("GET " + path, get(API + path));
        }
        others.put("GET /events/stream", get(API + "/events/stream?since=never"));
        others.put("POST /replays", new Request(API + "/replays?dry_run=true", range(",\"states\":[\"delivered\"]")));
        String counted = tenants.time() + ",\"sourceId\":\"alpha-source\",\"dryRun\":true}";
        others.put("POST /remaps", new Request(API + "/remaps", "{" + counted));
        String rejected = "{\"kind\":\"rejected\"," + counted;
        others.put("POST /quarantine/releases", new Request(API + "/quarantine/releases", rejected));
        others.put("POST /cancellations", new Request(API + "/cancellations?dry_run=true", range("")));
    }

    @AfterAll
    static void close() throws Exception {
        tenants.close();
    }

    @Test
    void namesEveryRouteThatThereIs() {
        Set<String> named = new TreeSet<>();
        lists.keySet().forEach(path -> named.add("GET " + API + path));
        for (Map<String, Request> routes : List.of(single, others)) {
            routes.keySet().forEach(route -> named.add(route.replaceFirst(" ", " " + API)));
        }
        assertThat(routes()).isEqualTo(named);
    }

    /** As the running gateway maps them. What is not under /api is of no tenant, or uses the API. */
    private Set<String> routes() {
        Set<String> routes = new TreeSet<>();
        for (RequestMappingHandlerMapping mapping : tenants.gateway
                .context()
                .getBeansOfType(RequestMappingHandlerMapping.class)
                .values()) {
            for (RequestMappingInfo info : mapping.getHandlerMethods().keySet()) {
                for (String path : info.getPatternValues()) {
                    if (path.startsWith("/api/")) {
                        assertThat(info.getMethodsCondition().getMethods())
                                .as(path)
                                .isNotEmpty();
                        info.getMethodsCondition().getMethods().forEach(method -> routes.add(method + " " + path));
                    }
                }
            }
        }
        return routes;
    }

    @Test
    void noListShowsWhatAnotherTenantHas() throws Exception {
        for (Map.Entry<String, List<String>> list : lists.entrySet()) {
            List<String> queries = new ArrayList<>(list.getValue());
            queries.add("");
            for (String query : queries) {
                String path = API + list.getKey() + query;
                assertThat(tenants.get(ALPHA, path).at("/result")).as(path).isNotEmpty();
                assertThat(tenants.get(BETA, path).toString()).as(path).doesNotContain(ALPHA);
            }
            assertThat(ids(BETA, list.getKey())).doesNotContainAnyElementsOf(ids(ALPHA, list.getKey()));
            for (String form : List.of("application/x-ndjson", "text/csv")) {
                Answer export = tenants.send(BETA, "GET", API + list.getKey(), "", "Accept", form);
                assertThat(export.body())
                        .contains(export.status() == 200 ? BETA : "406")
                        .doesNotContain(ALPHA);
            }
        }
    }

    private List<String> ids(String tenant, String list) throws Exception {
        List<String> ids = new ArrayList<>();
        tenants.get(tenant, API + list)
                .at("/result")
                .forEach(row ->
                        ids.add(row.path("id").asText(row.path("source_id").asText())));
        return ids;
    }

    @Test
    @Order(Integer.MAX_VALUE) // at its end alpha deletes all that it has
    void whatAnotherTenantHasIsNotFoundNorAreIdsOfWhatWasDeletedGivenAgain() throws Exception {
        Map<String, String> before = lists();
        for (Map.Entry<String, Request> route : single.entrySet()) {
            Answer answer = send(BETA, route);
            assertThat(answer.status()).as(route.getKey() + answer.body()).isEqualTo(404);
            assertThat(answer.body()).doesNotContain("alpha user", "alpha hook");
        }
        for (Map.Entry<String, Request> route : others.entrySet()) {
            Answer answer = send(BETA, route);
            if (route.getKey().endsWith("/audit/verification")) {
                assertThat(answer.json().at("/entries").asInt())
                        .isEqualTo(ids(BETA, "/audit?limit=200").size());
            } else if (route.getKey().endsWith("/erasure")) {
                assertThat(answer.json())
                        .allSatisfy(count -> assertThat(count.asInt()).isZero());
            } else if (route.getKey().matches(".*/(me|catalog|statistics/.*)")) {
                assertThat(answer.body()).contains("{").doesNotContain(ALPHA);
            } else if (route.getKey().endsWith("/web-hooks/test")) {
                assertThat(answer.body()).contains("there is no event with this id");
            } else if (route.getValue().body().contains("dryRun")) {
                assertThat(answer.body()).isEqualTo("{\"counts\":{},\"complete\":true,\"changes\":[]}");
            } else if (answer.status() == 200) {
                assertThat(answer.body()).as(route.getKey()).isEqualTo("{\"count\":0,\"complete\":true}");
            } else {
                assertThat(answer.status()).as(route.getKey() + answer.body()).isIn(400, 409);
            }
        }
        before.keySet().removeAll(List.of("/follow-ups", "/audit")); // goes on trying; notes looks at personal data
        assertThat(lists()).containsAllEntriesOf(before);
        for (Map.Entry<String, Request> route : single.entrySet()) {
            assertThat(send(ALPHA, route).status())
                    .as(route.getKey())
                    .isNotEqualTo(404)
                    .matches(status -> status == 204 || !route.getKey().startsWith("DELETE"));
        }
        idsOfWhatWasDeletedAreNotGivenToAnotherTenant();
    }

    private void idsOfWhatWasDeletedAreNotGivenToAnotherTenant() throws Exception {
        for (String tenant : List.of(ALPHA, BETA)) {
            for (Request request : List.of(source("alpha-source"), hook("alpha-hook"))) {
                Answer refused = tenants.send(tenant, "POST", request.path(), request.body());
                assertThat(refused.status()).isEqualTo(409);
                assertThat(refused.json().at("/detail").asText()).contains("an id is never reused");
            }
            assertThat(tenants.send(tenant, "GET", SOURCES + "/alpha-source", "")
                            .status())
                    .isEqualTo(404);
        }
        assertThat(tenants.post(ALPHA, "{}", "alpha-secret").status()).isEqualTo(404);
        lists.remove("/audit"); // names what beta itself has asked for
        for (String list : lists.keySet()) {
            assertThat(tenants.get(BETA, API + list).toString()).as(list).doesNotContain(ALPHA);
        }
    }

    private Answer send(String tenant, Map.Entry<String, Request> route) throws Exception {
        String method = route.getKey().split(" ", 2)[0];
        Request request = route.getValue();
        return tenants.send(
                tenant,
                method,
                request.path(),
                request.body(),
                "Idempotency-Key",
                route.getKey().replace(' ', '-'));
    }

    /** What alpha sees. */
    private Map<String, String> lists() throws Exception {
        var seen = new LinkedHashMap<String, String>();
        for (String list : lists.keySet()) {
            seen.put(list, tenants.get(ALPHA, API + list).toString());
        }
        return seen;
    }

    private static String id(String list) throws Exception {
        return tenants.first(ALPHA, API + list);
    }

    private static Request get(String path) {
        return new Request(path, "");
    }

    private static Request source(String id) {
        return new Request(SOURCES, TwoTenants.sourceJson(id, BETA, "https://127.0.0.1"));
    }

    private static Request hook(String id) {
        return new Request(HOOKS, TwoTenants.hookJson(id, BETA, "https://127.0.0.1"));
    }

    private static String range(String more) {
        return "{" + tenants.range(ALPHA) + more + "}";
    }
}

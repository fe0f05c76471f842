package dev.tributary.source.registration;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;
import static dev.tributary.source.registration.RegistrationBed.path;
import static dev.tributary.source.registration.TinkDouble.CLIENT;
import static dev.tributary.source.registration.TinkDouble.ENDPOINTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoDatabase;
import dev.tributary.TestGateway.Answer;
import dev.tributary.source.registration.ProviderDouble.Ending;
import dev.tributary.source.registration.ProviderDouble.Reply;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a failure leaves: nothing where the provider has done nothing, else what the next request continues. */
@Timeout(120)
class UnfinishedRegistrationTest {

    private TinkDouble tink;
    private RegistrationBed bed;

    @BeforeEach
    void start() throws Exception {
        tink = new TinkDouble();
        bed = new RegistrationBed(tink);
        bed.source(bed.id, "tink", "tink-events-v2", bed.provider.url(), CLIENT, "");
    }

    @AfterEach
    void stop() {
        bed.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            403 | {"errorCode":"forbidden","errorMessage":"No such scope"}                              | No such scope
            409 | {"errorMessage":"already subscribed"}                                                 | already subscribed
            422 | {"code":"invalid","message":"Invalid","errors":[{"message":"is not a URL","field":"url"}]} | url: is not a URL
            429 | {"message":"Slow down"}                                                               | Slow down
            400 | <html>an error page</html>                                                            | answered 400.
            """)
    void passesARefusalOnInTheProvidersWordsAndLeavesNothing(int status, String body, String words) throws Exception {
        bed.provider.refuse(
                "POST",
                ENDPOINTS,
                new Reply(status, "application/json", body, Map.of("Retry-After", "7"), Ending.WHOLE));
        Answer refused = bed.register(bed.id, "");
        assertThat(refused.status()).isEqualTo(502);
        assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(refused.header("Retry-After")).isEqualTo("7");
        JsonNode problem = refused.json();
        assertThat(problem.at("/code").asText()).isEqualTo("provider_error");
        assertThat(problem.at("/detail").asText()).contains(Integer.toString(status), words);
        assertThat(bed.gateway.get(path(bed.id)).status()).isEqualTo(404);
        RegistrationBed.created(bed.register(bed.id, ""));
    }

    @Test
    void saysNoSecretThatTheProviderRepeats() throws Exception {
        bed.provider.refuse(
                "POST", ENDPOINTS, Reply.json(403, Map.of("message", "tink-client-secret and " + "x".repeat(600))));
        String detail = bed.register(bed.id, "").json().at("/detail").asText();
        assertThat(detail).doesNotContain("tink-client-secret").hasSizeLessThan(600);
    }

    @Test
    void saysThatTheProviderKnowsNoSuchClient() throws Exception {
        bed.provider.refuse("POST", "/api/v1/oauth/token", Reply.json(401, Map.of("errorMessage", "Unknown client")));
        Answer refused = bed.register(bed.id, "");
        assertThat(refused.status()).isEqualTo(502);
        assertThat(refused.json().at("/detail").asText()).contains("access token", "Unknown client");
        assertThat(bed.gateway.get(path(bed.id)).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"CUT", "SILENT"})
    void continuesAfterAnAnswerThatDidNotArrive(Ending ending) throws Exception {
        bed.provider.end("POST", ENDPOINTS, ending);
        assertThat(bed.register(bed.id, "").status()).isEqualTo(502);
        assertThat(tink.endpoints).as("made, and its secret is lost").hasSize(1);
        JsonNode unfinished = bed.gateway.get(path(bed.id)).json();
        assertThat(unfinished.at("/state").asText()).isEqualTo("registering");
        assertThat(unfinished.at("/problem").asText()).contains("no answer");

        RegistrationBed.created(bed.register(bed.id, ""));
        assertThat(tink.endpoints).hasSize(1);
        assertThat(tink.endpoints.keySet().iterator().next())
                .isEqualTo(
                        bed.gateway.get(path(bed.id)).json().at("/webhook_id").asText());
    }

    @Test
    void continuesAfterAnErrorOfTheProvider() throws Exception {
        bed.provider.refuse("POST", ENDPOINTS, Reply.json(500, Map.of("message", "Oops")));
        assertThat(bed.register(bed.id, "").status()).isEqualTo(502);
        assertThat(bed.gateway.get(path(bed.id)).json().at("/state").asText()).isEqualTo("registering");
        RegistrationBed.created(bed.register(bed.id, ""));
        assertThat(tink.endpoints).hasSize(1);
    }

    @Test
    void continuesAfterAGatewayWasKilledBetweenTheAnswerAndItsWrite() throws Exception {
        bed.register(bed.id, "");
        MongoDatabase database = bed.gateway.context().getBean(MongoDatabase.class);
        // as a gateway that was killed leaves it once its lease has ended
        database.getCollection("registrations").updateOne(eq("_id", bed.id), set("state", "registering"));
        database.getCollection("registrations").updateOne(eq("_id", bed.id), set("webhookId", null));
        database.getCollection("registrations").updateOne(eq("_id", bed.id), set("leaseUntil", new Date(1)));
        RegistrationBed.created(bed.register(bed.id, ""));
        assertThat(tink.endpoints).hasSize(1);
        assertThat(bed.gateway
                        .get(RegistrationBed.SOURCES + "/" + bed.id)
                        .json()
                        .at("/secrets"))
                .hasSize(1);
    }

    @Test
    void deletesAWebhookWhoseSecretItCannotKeep() throws Exception {
        MongoDatabase database = bed.gateway.context().getBean(MongoDatabase.class);
        // as another request that takes over, so that no write of this one succeeds any more
        tink.made =
                () -> database.getCollection("registrations").updateOne(eq("_id", bed.id), set("claimToken", "other"));
        assertThat(bed.register(bed.id, "").status()).isEqualTo(409);
        assertThat(tink.endpoints).isEmpty();
        assertThat(bed.gateway
                        .get(RegistrationBed.SOURCES + "/" + bed.id)
                        .json()
                        .at("/secrets"))
                .isEmpty();

        tink.made = () -> {};
        database.getCollection("registrations").updateOne(eq("_id", bed.id), set("leaseUntil", new Date(1)));
        RegistrationBed.created(bed.register(bed.id, ""));
        assertThat(tink.endpoints).hasSize(1);
    }

    @Test
    void goesOnWithADeletionThatFailed() throws Exception {
        bed.register(bed.id, "");
        String endpoint = ENDPOINTS + "/" + tink.endpoints.keySet().iterator().next();
        bed.provider.refuse("DELETE", endpoint, Reply.json(503, Map.of("message", "Later")));
        assertThat(bed.gateway.send("DELETE", path(bed.id), "").status()).isEqualTo(502);
        JsonNode left = bed.gateway.get(path(bed.id)).json();
        assertThat(left.at("/state").asText()).isEqualTo("removing");
        assertThat(left.at("/problem").asText()).contains("503", "Later");
        assertThat(bed.gateway.send("DELETE", path(bed.id), "").status()).isEqualTo(204);
        assertThat(tink.endpoints).isEmpty();
    }

    @Test
    void takesNoPartOfAListForTheWhole() throws Exception {
        RegistrationBed.created(bed.register(bed.id, ""));
        tink.endless = true;
        Answer many = bed.gateway.get(RegistrationBed.SOURCES + "/" + bed.id + "/registrations");
        assertThat(many.status()).isEqualTo(502);
        assertThat(many.json().at("/detail").asText()).contains("more than 20 pages");
        assertThat(bed.provider.calls("GET", ENDPOINTS)).hasSize(20);
    }

    @Test
    void asksForNoFurtherPageOnceTheDeadlineHasPassed() throws Exception {
        bed.close();
        bed = new RegistrationBed(tink, "--tributary.registration.list-deadline=1s");
        bed.source(bed.id, "tink", "tink-events-v2", bed.provider.url(), CLIENT, "");
        tink.endless = true;
        tink.listed = UnfinishedRegistrationTest::slowly;
        Answer slow = bed.gateway.get(RegistrationBed.SOURCES + "/" + bed.id + "/registrations");
        assertThat(slow.status()).isEqualTo(502);
        assertThat(slow.json().at("/detail").asText()).contains("longer than 1 s");
        assertThat(bed.provider.calls("GET", ENDPOINTS)).hasSizeBetween(2, 5);
    }

    private static void slowly() {
        try {
            boolean unused = new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void makesOneOfManyRequestsAtATime() throws Exception {
        var hold = new CountDownLatch(1);
        bed.provider.hold(hold);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            answers.add(threads.submit(() -> bed.register(bed.id, "")));
        }
        await().until(() -> answers.stream().filter(Future::isDone).count() == 7);
        hold.countDown();
        List<Integer> statuses = new ArrayList<>();
        for (Future<Answer> answer : answers) {
            statuses.add(answer.get(60, TimeUnit.SECONDS).status());
        }
        threads.shutdown();
        assertThat(statuses).containsOnlyOnce(201).hasSize(8);
        assertThat(statuses.stream().filter(status -> status == 409)).hasSize(7);
        assertThat(tink.endpoints).hasSize(1);
        assertThat(bed.provider.calls("POST", "/api/v1/oauth/token")).hasSize(1);
    }

    @Test
    void isRefusedWithoutAnApiOrWithAPublicUrlThatProvidersCannotCall() throws Exception {
        bed.gateway.send(
                "POST",
                RegistrationBed.SOURCES,
                "{\"id\":\"bare\",\"provider\":\"tink\",\"scheme\":\"tink-events-v2\",\"secrets\":[{\"value\":\"x\"}]}");
        assertThat(bed.register("bare", "").status()).isEqualTo(409);
        assertThat(bed.register("none", "").status()).isEqualTo(404);
        assertThat(bed.register(bed.id, "{\"colour\":\"red\"}").status()).isEqualTo(400);
        assertThat(bed.gateway.get(path(bed.id) + "?x=1").status()).isEqualTo(400);
        assertThat(bed.provider.calls()).isEmpty();
    }
}

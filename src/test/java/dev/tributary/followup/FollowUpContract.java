package dev.tributary.followup;

import static dev.tributary.followup.PaybookApi.ACCOUNTS;
import static dev.tributary.followup.PaybookApi.CONNECTION;
import static dev.tributary.followup.PaybookApi.CREDENTIAL;
import static dev.tributary.followup.PaybookApi.EXPORT;
import static dev.tributary.followup.PaybookApi.TRANSACTIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import dev.tributary.banking.Account;
import dev.tributary.banking.CreditDebit;
import dev.tributary.banking.Money;
import dev.tributary.banking.RecordId;
import dev.tributary.banking.Transaction;
import dev.tributary.banking.store.BankingQuery;
import dev.tributary.eventstore.EventQuery;
import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.followup.PaybookApi.Answer;
import dev.tributary.followup.store.FollowUp;
import dev.tributary.followup.store.FollowUpStore;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A refresh from its event to the store and back into the event, on every server of the protocol. */
abstract class FollowUpContract {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final List<Duration> SCHEDULE = List.of(Duration.ZERO, Duration.ofMillis(100));
    private static final BankingQuery ALL = new BankingQuery("default", null, null, null, null, 10_000);

    private final List<FollowUpGateway> gateways = new ArrayList<>();
    private final PaybookApi api = new PaybookApi();
    private MongoDatabase database;

    abstract MongoDatabase freshDatabase();

    @BeforeEach
    void open() {
        database = freshDatabase();
    }

    @AfterEach
    void close() {
        gateways.forEach(FollowUpGateway::close);
        api.close();
    }

    private FollowUpGateway gateway() throws Exception {
        var gateway = new FollowUpGateway(database, SCHEDULE).withSource("s1", api.baseUri(), 100);
        gateways.add(gateway);
        return gateway;
    }

    private static void awaitRelease(FollowUpGateway gateway, String id) {
        await().atMost(SOON).untilAsserted(() -> assertThat(gateway.pending(id)).isEqualTo(Pending.FAN_OUT));
    }

    /** The mark is stored before those who wait are told, so that a test may see the one before the other. */
    private static void awaitReleasedOnce(FollowUpGateway gateway) {
        await().atMost(SOON).untilAsserted(() -> assertThat(gateway.released).hasSize(1));
    }

    @Test
    void fetchesTheListedPagesOnceEachInTheOrderOfTheirKinds() throws Exception {
        String page = TRANSACTIONS.replace("skip=0", "skip=5000");
        api.on(EXPORT, Answer.zip(ArchiveBytes.of("a.pdf", "%PDF", "b/c.json", "{}")));
        FollowUpGateway gateway = gateway();

        gateway.receive(RefreshedEvents.refreshed(
                "e1",
                "s1",
                "attachment",
                EXPORT,
                "transaction",
                TRANSACTIONS,
                "transaction",
                page,
                "account",
                ACCOUNTS,
                "credential",
                CREDENTIAL));
        awaitRelease(gateway, "e1");

        assertThat(api.uris().subList(0, 2)).containsExactly(CREDENTIAL, ACCOUNTS);
        assertThat(api.uris().subList(2, 4)).containsExactlyInAnyOrder(TRANSACTIONS, page);
        assertThat(api.uris().subList(4, api.uris().size())).containsExactly(EXPORT);
        assertThat(api.requests()).allSatisfy(request -> {
            assertThat(request.method()).isEqualTo("GET");
            assertThat(request.authorization())
                    .isEqualTo("api_key api_key=0123456789abcdef0123456789abcdef,id_user=" + FollowUpGateway.USER);
        });
        assertThat(gateway.resources("e1"))
                .containsExactly(
                        "attachment fetched 2",
                        "transaction fetched 10",
                        "transaction fetched 10",
                        "account fetched 6",
                        "credential fetched 1");
        assertThat(gateway.followUps
                        .find("default", null, FollowUpStore.ofEvent("e1"), 10)
                        .found())
                .isEmpty();
        awaitReleasedOnce(gateway);
    }

    @Test
    void fetchesEachListedUrlOnceAlthoughFetchesEndAtTheSameTime() throws Exception {
        int pages = 48;
        var together = new CyclicBarrier(2);
        api.on("/v1/transactions", Answer.json(200, "{\"response\":[]}").after(() -> meet(together)));
        FollowUpGateway gateway = gateway().withSource("s1", api.baseUri(), 1_000);
        String[] listed = IntStream.range(0, pages)
                .boxed()
                .flatMap(page -> Stream.of("transaction", TRANSACTIONS.replace("skip=0", "skip=" + page)))
                .toArray(String[]::new);

        gateway.receive(RefreshedEvents.refreshed("e1", "s1", listed));
        awaitRelease(gateway, "e1");

        assertThat(api.uris()).doesNotHaveDuplicates().hasSize(pages);
        assertThat(gateway.resources("e1")).hasSize(pages).containsOnly("transaction fetched 0");
        await().atMost(SOON).untilAsserted(() -> assertThat(gateway.followUps.ofEvents(List.of("e1")))
                .isEmpty());
    }

    /** Two fetches leave together; one that comes alone leaves after a moment. */
    private static void meet(CyclicBarrier together) {
        try {
            together.await(200, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | BrokenBarrierException e) {
            together.reset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void keepsMoneyExactlyAndDatesAtTheSite() throws Exception {
        api.on(TRANSACTIONS, Answer.json(200, """
                {"code":200,"status":true,"response":[
                {"id_transaction":"t1","id_account":"5703f88223428348328b45db","currency":"MXN",
                "amount":-5827.6400000000003,"dt_transaction":1533099600,"dt_refreshed":1584641716,
                "is_deleted":1,"dt_deleted":1584641716},
            {"id_transaction":"t2","id_account":"unknown","currency":"MXN","amount":60,"dt_transaction":1533099599}]}\
            """));
        FollowUpGateway gateway = gateway();

        gateway.receive(RefreshedEvents.refreshed("e1", "s1", "account", ACCOUNTS, "transaction", TRANSACTIONS));
        awaitRelease(gateway, "e1");

        Account account = gateway.banking
                .findAccount("default", RecordId.of("s1", "5703f88323428348328b45eb"))
                .orElseThrow();
        assertThat(account.balance()).isEqualTo(new Money("535.00", "MXN"));
        assertThat(account.creditDebitIndicator()).isEqualTo(CreditDebit.DEBIT);
        Transaction first = transaction(gateway, "t1");
        assertThat(first.amount()).isEqualTo(new Money("5827.64", "MXN"));
        assertThat(first.creditDebitIndicator()).isEqualTo(CreditDebit.DEBIT);
        assertThat(first.bookedDate()).isEqualTo(LocalDate.of(2018, 8, 1));
        assertThat(first.deleted()).isTrue();
        assertThat(first.refreshedAt()).hasToString("2020-03-19T18:15:16Z");
        assertThat(transaction(gateway, "t2").bookedDate()).isEqualTo(LocalDate.of(2018, 8, 1));
        assertThat(transaction(gateway, "t2").timeZone()).isNull();
    }

    private static Transaction transaction(FollowUpGateway gateway, String providerId) {
        return gateway.banking
                .findTransaction("default", RecordId.of("s1", providerId))
                .orElseThrow();
    }

    @Test
    void storesAPageFetchedAgainWithoutAChange() throws Exception {
        FollowUpGateway gateway = gateway();

        for (String id : List.of("e1", "e2")) {
            gateway.receive(RefreshedEvents.refreshed(id, "s1", "transaction", TRANSACTIONS));
            awaitRelease(gateway, id);
        }

        assertThat(gateway.banking.findTransactions(ALL).found())
                .hasSize(10)
                .allSatisfy(found -> assertThat(found.version()).isOne());
    }

    @Test
    void showsWhatIsOutstandingAndHoldsTheEventBackMeanwhile() throws Exception {
        var gate = new CountDownLatch(1);
        api.on(ACCOUNTS, Answer.sample("api-accounts-200.json").after(() -> hold(gate)));
        FollowUpGateway gateway = gateway();

        gateway.receive(RefreshedEvents.refreshed("e1", "s1", "account", ACCOUNTS, "transaction", TRANSACTIONS));
        await().atMost(SOON).untilAsserted(() -> assertThat(api.uris()).containsExactly(ACCOUNTS));

        assertThat(gateway.followUps
                        .find("default", null, FollowUpStore.ofEvent("e1"), 10)
                        .found())
                .extracting(FollowUp::id, FollowUp::kind, FollowUp::href)
                .containsExactly(tuple("e1:0", "account", ACCOUNTS), tuple("e1:1", "transaction", TRANSACTIONS));
        assertThat(gateway.followUps
                        .find("other", null, FollowUpStore.ofEvent("e1"), 10)
                        .found())
                .isEmpty();
        assertThat(gateway.pending("e1")).isEqualTo(Pending.FOLLOW_UPS);
        gate.countDown();
        awaitRelease(gateway, "e1");
    }

    /** The id is below those of today: the sweep takes an event whose id was made a while ago. */
    @Test
    void healsAnEventWhoseGatewayDiedBeforeItWasPlanned() throws Exception {
        FollowUpGateway first = gateway();
        first.events.insert(
                List.of(RefreshedEvents.refreshed("00e1", "s1", "account", ACCOUNTS, "transaction", TRANSACTIONS)),
                "test",
                Duration.ofSeconds(5));
        first.close();

        FollowUpGateway second = gateway();
        awaitRelease(second, "00e1");

        assertThat(second.resources("00e1")).containsExactly("account fetched 6", "transaction fetched 10");
    }

    @Test
    void goesOnAfterARestartInTheMiddle() throws Exception {
        var gate = new CountDownLatch(1);
        api.on(TRANSACTIONS, Answer.sample("api-transactions-200.json").after(() -> hold(gate)));
        FollowUpGateway first = gateway();
        first.receive(RefreshedEvents.refreshed(
                "e1", "s1", "account", ACCOUNTS, "transaction", TRANSACTIONS, "attachment", EXPORT));
        await().atMost(SOON).untilAsserted(() -> assertThat(api.uris()).contains(TRANSACTIONS));

        first.close();
        api.on(TRANSACTIONS, Answer.sample("api-transactions-200.json"));
        api.on(EXPORT, Answer.zip(ArchiveBytes.of("a.pdf", "%PDF")));
        FollowUpGateway second = gateway();
        awaitRelease(second, "e1");
        gate.countDown();

        assertThat(second.resources("e1"))
                .containsExactly("account fetched 6", "transaction fetched 10", "attachment fetched 1");
        assertThat(api.uris().stream().filter(ACCOUNTS::equals)).hasSize(1);
        assertThat(first.released).isEmpty();
        awaitReleasedOnce(second);
    }

    @Test
    void sharesTheWorkOfTwoGatewaysAndSendsEachEventOnItsWayOnce() throws Exception {
        FollowUpGateway first = gateway();
        FollowUpGateway second = gateway();
        List<String> ids = IntStream.range(0, 12).mapToObj(n -> "e" + n).toList();

        for (String id : ids) {
            (id.hashCode() % 2 == 0 ? first : second)
                    .receive(RefreshedEvents.refreshed(
                            id, "s1", "credential", CREDENTIAL, "account", ACCOUNTS, "transaction", TRANSACTIONS));
        }
        await().atMost(SOON.multipliedBy(2))
                .untilAsserted(() -> assertThat(first.released.size() + second.released.size())
                        .isEqualTo(ids.size()));

        Set<String> released = new HashSet<>();
        first.released.forEach(event -> released.add(event.event().id()));
        second.released.forEach(event -> released.add(event.event().id()));
        assertThat(released).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(api.uris()).hasSize(3 * ids.size());
        assertThat(first.reader.find(EventQuery.all("default", null, 100)).found())
                .allSatisfy(event -> assertThat(event.pending()).isEqualTo(Pending.FAN_OUT));
        assertThat(first.banking.findConnections(ALL).found())
                .singleElement()
                .satisfies(found -> assertThat(found.providerId()).isNotEqualTo(CONNECTION));
    }

    private static void hold(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.tributary.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.simulator.GatewayClient.Answer;
import dev.tributary.simulator.Subscriber.Delivery;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TallyTest {

    private final ProviderCalls calls = new ProviderCalls(Clock.systemUTC());
    private final Tally tally = new Tally(calls.sources());

    @BeforeEach
    void aGoodRun() {
        tally.delivered(delivery(calls.sources().get(0), 99, 0), true);
        int number = 0;
        for (var kind : calls.kinds()) {
            ProviderCall call = kind.get();
            tally.sending(call);
            tally.answered(call, new Answer(200, "accepted"));
            call.listed().forEach(page -> tally.fetched(page, 200));
            for (int i = 0; i < call.events(); i++) {
                tally.delivered(delivery(call.source(), number++ == 0 ? 99 : number, 0), false);
            }
        }
        tally.answered(calls.tinkTransactions().sentAgain(), new Answer(200, "duplicate"));
        tally.answered(calls.tinkTransactions().tampered(), new Answer(401, "refused"));
        tally.answered(calls.tinkPing(), new Answer(200, "test"));
    }

    @Test
    void findsNothingMissingInAGoodRun() {
        assertThat(tally.shortcomings()).isEmpty();
        assertThat(tally.summary()).contains("duplicates 1", "refused 1", "8   of 8 listed");
    }

    @Test
    void noticesATamperedCallThatWasAccepted() {
        tally.answered(calls.tinkTransactions().tampered(), new Answer(200, "accepted"));
        assertThat(tally.shortcomings()).singleElement().asString().contains("was to be refused");
    }

    @Test
    void noticesADuplicateThatBecameAnEvent() {
        tally.delivered(delivery(calls.sources().get(0), 1000, 0), false);
        assertThat(tally.shortcomings()).containsExactly("10 events were accepted and 11 delivered");
    }

    @Test
    void noticesAPageThatWasNotFetched() {
        ProviderCall refresh = calls.paybookRefresh();
        tally.sending(refresh);
        tally.answered(refresh, new Answer(200, "accepted"));
        refresh.listed().stream().skip(1).forEach(page -> tally.fetched(page, 200));
        tally.fetched(refresh.listed().get(0), 429);
        tally.delivered(delivery(refresh.source(), 1000, 0), false);
        assertThat(tally.shortcomings()).containsExactly("1 of 15 listed pages were not fetched");
    }

    @Test
    void noticesARefreshThatWentOutBeforeItsPagesWereFetched() {
        tally.answered(calls.paybookCreated(), new Answer(200, "accepted"));
        tally.delivered(delivery(calls.paybookCreated().source(), 1000, 3), false);
        assertThat(tally.shortcomings()).containsExactly("event-1000 came with 3 pages not fetched");
    }

    @Test
    void noticesAProfileWithoutDelivery() {
        Tally empty = new Tally(calls.sources());
        assertThat(empty.shortcomings())
                .contains("no verified delivery of syncfy-v3", "no call was answered duplicate");
    }

    private static Delivery delivery(SimulatedSource source, int number, int unfetched) {
        return new Delivery("event-" + number, "bank.x.v1", "x/1", "", source.id(), true, unfetched, false);
    }
}

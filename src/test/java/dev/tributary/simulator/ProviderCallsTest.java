package dev.tributary.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.simulator.SimulatedSource.Profile;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ProviderCallsTest {

    private final ProviderCalls calls = new ProviderCalls(Clock.systemUTC());

    @Test
    void sendsEveryProfileAsValidJsonWithNothingLeftToFillIn() throws Exception {
        List<ProviderCall> all = calls.kinds().stream().map(Supplier::get).toList();
        assertThat(all).extracting(call -> call.source().profile()).contains(Profile.values());
        for (ProviderCall call : all) {
            assertThat(new ObjectMapper().readTree(call.body()).isObject()).isTrue();
            assertThat(call.body()).doesNotContainPattern("\\{\\w+}");
        }
    }

    @Test
    void neverSendsTheSameBodyTwiceUnlessAsked() {
        calls.kinds().forEach(kind -> assertThat(kind.get().body())
                .isNotEqualTo(kind.get().body()));
        ProviderCall call = calls.tinkTransactions();
        assertThat(call.sentAgain().body()).isEqualTo(call.body());
    }

    @Test
    void tamperingChangesTheBodyAndKeepsTheProof() {
        ProviderCall call = calls.tinkTransactions();
        assertThat(call.tampered().body()).isNotEqualTo(call.body()).hasSameSizeAs(call.body());
        assertThat(call.tampered().headers()).isEqualTo(call.headers());
    }

    @Test
    void aRefreshListsSeveralPages() {
        assertThat(calls.paybookRefresh().listed())
                .hasSize(7)
                .doesNotHaveDuplicates()
                .filteredOn(path -> path.startsWith("/v1/transactions?"))
                .hasSize(3);
    }

    @Test
    void showsNoSecretWhenPrinted() {
        calls.sources().forEach(source -> assertThat(source.toString()).doesNotContain(source.secret()));
        ProviderCall call = calls.tinkHooks();
        assertThat(call.toString()).doesNotContain(call.source().secret());
    }
}

package dev.tributary.subscription.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.event.Event;
import dev.tributary.subscription.SubscriptionFixtures;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventFilterTest {

    private static final Event PAYMENT = SubscriptionFixtures.executedPayment(
                    "019cadd4-71f3-7d7e-9f3a-2f1f6a0c9b41", SubscriptionFixtures.CREATED)
            .event();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'exact':{'provider':'paybook'}} | filters.exact.provider",
                "{'all':[{'exact':{'provider':'tink'}},{'prefix':{'type':'bank.account.'}}]} | filters.all[1].prefix.type",
                "{'any':[{'suffix':{'type':'.failed.v1'}},{'exact':{'nothing':'x'}}]}"
                        + " | filters.any[0].suffix.type,filters.any[1].exact.nothing",
                "{'not':{'prefix':{'type':'bank.'}}} | filters.not",
                "{'all':[{'any':[{'not':{'exact':{'provider':'tink'}}}]}]} | filters.all[0].any[0].not",
                "{'exact':{'provider':'tink','proof':'none'}} | filters.exact.proof"
            })
    void namesTheConditionsThatRefuseAnEvent(String filter, String paths) throws Exception {
        Object tree = new ObjectMapper().readValue(filter.replace('\'', '"').strip(), Object.class);

        assertThat(EventFilter.compile(List.of("bank.*"), tree).explain(PAYMENT))
                .extracting(Mismatch::path)
                .containsExactly(paths.split(","));
    }

    @Test
    void saysWhatAnAttributeMustBeAndWhatItIs() {
        assertThat(EventFilter.compile(
                                List.of("gateway.*"), Map.of("prefix", Map.of("type", "bank.account.", "absent", "x")))
                        .explain(PAYMENT))
                .containsExactlyInAnyOrder(
                        new Mismatch("events", "no entry stands for the type 'bank.payment.executed.v1'"),
                        new Mismatch(
                                "filters.prefix.type",
                                "must begin with 'bank.account.', but it is 'bank.payment.executed.v1'"),
                        new Mismatch(
                                "filters.prefix.absent", "must begin with 'x', but the event has no such attribute"));
    }

    @Test
    void passesEverythingWhenNothingIsAskedFor() {
        assertThat(EventFilter.compile(List.of(), null).matches(PAYMENT)).isTrue();
    }

    @Test
    void choosesByType() {
        assertThat(byType("bank.payment.executed.v1")).isTrue();
        assertThat(byType("bank.payment.*")).isTrue();
        assertThat(byType("bank.*")).isTrue();
        assertThat(byType("*")).isTrue();
        assertThat(byType("gateway.*", "bank.payment.executed.v1")).isTrue();
        assertThat(byType("bank.payment.executed")).isFalse();
        assertThat(byType("bank.payment.executed.v2", "gateway.*")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bank payment", "bank.*.v1", "**", "bank..x", ".bank", "b\u00e4nk.x"})
    void refusesTextsThatAreNotEventTypes(String type) {
        assertThatThrownBy(() -> byType(type))
                .isInstanceOfSatisfying(InvalidSubscriptionException.class, e -> assertThat(e.parameter())
                        .isEqualTo("events"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'exact':{'provider':'tink'}}",
                "{'exact':{'provider':'tink','proof':'body','timebasis':'provider','tenantid':'default'}}",
                "{'exact':{'recordedtime':'2026-03-02T09:00:00.000Z','specversion':'1.0'}}",
                "{'prefix':{'type':'bank.payment.'}}",
                "{'suffix':{'type':'.executed.v1'}}",
                "{'all':[{'prefix':{'type':'bank.payment.'}},{'exact':{'provider':'tink'}}]}",
                "{'any':[{'exact':{'provider':'paybook'}},{'exact':{'provider':'tink'}}]}",
                "{'not':{'exact':{'provider':'paybook'}}}",
                "{'not':{'exact':{'correlationid':'x'}}}",
                "{'not':{'not':{'exact':{'id':'019cadd4-71f3-7d7e-9f3a-2f1f6a0c9b41'}}}}"
            })
    void passesByDialect(String filter) throws Exception {
        assertThat(byFilter(filter)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'exact':{'provider':'Tink'}}",
                "{'exact':{'provider':'tink','proof':'sender'}}",
                "{'exact':{'correlationid':'x'}}",
                "{'exact':{'nosuchattribute':'x'}}",
                "{'prefix':{'type':'payment'}}",
                "{'suffix':{'type':'.failed.v1'}}",
                "{'all':[{'prefix':{'type':'bank.'}},{'exact':{'provider':'paybook'}}]}",
                "{'any':[{'exact':{'provider':'paybook'}},{'exact':{'provider':'sixpark'}}]}",
                "{'not':{'exact':{'provider':'tink'}}}"
            })
    void holdsBackByDialect(String filter) throws Exception {
        assertThat(byFilter(filter)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "'x'",
                "{'sql':'type = 1'}",
                "{'exact':{}}",
                "{'exact':[]}",
                "{'exact':'x'}",
                "{'exact':{'type':1}}",
                "{'exact':{'type':''}}",
                "{'exact':{'type':null}}",
                "{'exact':{'Type':'x'}}",
                "{'exact':{'$where':'x'}}",
                "{'all':[]}",
                "{'all':{}}",
                "{'any':[{}]}",
                "{'any':['x']}",
                "{'not':[]}",
                "{'not':{}}",
                "{'exact':{'type':'x'},'prefix':{'type':'x'}}",
                "{'all':[{'cesql':'x'}]}",
                "{'not':{'not':{'not':{'not':{'not':{'not':{'not':{'not':{'not':{'not':{'not':{'not':{'not':{'not':{'not':"
                        + "{'not':{'exact':{'id':'x'}}}}}}}}}}}}}}}}}}"
            })
    void refusesWhatItDoesNotUnderstand(String filter) {
        assertThatThrownBy(() -> byFilter(filter))
                .isInstanceOfSatisfying(InvalidSubscriptionException.class, e -> assertThat(e.parameter())
                        .isEqualTo("filters"));
    }

    private static boolean byType(String... types) {
        return EventFilter.compile(List.of(types), null).matches(PAYMENT);
    }

    private static boolean byFilter(String json) throws Exception {
        Object filter = new ObjectMapper().readValue(json.replace('\'', '"'), Object.class);
        return EventFilter.compile(List.of(), filter).matches(PAYMENT);
    }
}

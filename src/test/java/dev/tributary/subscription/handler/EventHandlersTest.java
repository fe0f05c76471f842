package dev.tributary.subscription.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.security.secret.SecretCipher;
import dev.tributary.store.TestDatabase;
import dev.tributary.subscription.SubscriptionStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventHandlersTest {

    private final SubscriptionStore subscriptions =
            new SubscriptionStore(TestDatabase.embedded(), new SecretCipher(new byte[32]));
    private final EventHandlers handlers = InProcess.handlers(subscriptions);

    @Test
    void listsWhatIsRegisteredByName() {
        handlers.register("b", "*", event -> {});
        handlers.register(new Registration("a", "bank.payment.*", "acme", event -> {}));

        assertThat(handlers.list()).extracting(Registration::name).containsExactly("a", "b");
        assertThat(handlers.list()).extracting(Registration::tenant).containsExactly("acme", null);
        assertThat(handlers.unregister("a")).isTrue();
        assertThat(handlers.unregister("a")).isFalse();
        assertThat(handlers.list()).extracting(Registration::name).containsExactly("b");
    }

    @Test
    void refusesASecondHandlerOfAName() {
        Registration first = handlers.register("a", "*", event -> {});
        assertThatThrownBy(() -> handlers.register("a", "bank.*", event -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a handler with the name a is registered already");
        assertThat(handlers.list()).containsExactly(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.b", "a b", "a:b", "\u00e4"})
    void refusesANameThatCannotBePartOfAnId(String name) {
        assertThatThrownBy(() -> handlers.register(name, "*", event -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the name of a handler must be");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bank.*.v1", "bank payment"})
    void refusesWhatIsNoEventType(String type) {
        assertThatThrownBy(() -> handlers.register("a", type, event -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the event type of handler a must be");
    }

    @Test
    void twoGatewaysRegisterOneNameAtTheSameTime() {
        List<EventHandlers> gateways = IntStream.range(0, 8)
                .mapToObj(i -> InProcess.handlers(subscriptions))
                .toList();
        var threads = Executors.newFixedThreadPool(8);
        gateways.stream()
                .map(gateway -> CompletableFuture.runAsync(() -> gateway.register("a", "bank.*", event -> {}), threads))
                .toList()
                .forEach(CompletableFuture::join);
        threads.shutdown();

        assertThat(gateways).allMatch(gateway -> gateway.list().size() == 1);
        assertThat(subscriptions.find("handler.a"))
                .hasValueSatisfying(stored -> assertThat(stored.revision()).isEqualTo(1));
    }

    @Test
    void theConfigurationApiDoesNotSeeHandlers() {
        handlers.register(new Registration("a", "*", "acme", event -> {}));

        assertThat(subscriptions.find("acme", "handler.a")).isEmpty();
        assertThat(subscriptions.list("acme", null, null, 10)).isEmpty();
    }
}

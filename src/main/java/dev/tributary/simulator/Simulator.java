package dev.tributary.simulator;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.tributary.platform.UnusableConfigurationException;
import dev.tributary.simulator.GatewayClient.Answer;
import dev.tributary.simulator.SimulatorConfiguration.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.apache.hc.core5.concurrent.DefaultThreadFactory;

/**
 * The script of a run: sets the gateway up as an operator does, shows each kind of call once with a duplicate, a
 * tampered call and a ping, then sends a slow steady stream. It knows the gateway by its HTTP interfaces only.
 */
final class Simulator implements AutoCloseable {

    private static final ThreadFactory THREADS = new DefaultThreadFactory("simulator", true);
    private static final Duration TIME_TO_ARRIVE = Duration.ofSeconds(1);
    private static final Duration GLANCE = Duration.ofMillis(50);
    /** Tink resends an event at most so often. */
    private static final int RESENDS = 3;

    private final Settings settings;
    private final Console console;
    private final ProviderCalls calls;
    private final Tally tally;
    private final Subscriber subscriber;
    private final String apiKey = Samples.hex(32);
    private final String signingSecret = "whsec_" + Samples.base64(32);
    private final ExecutorService threads = Executors.newFixedThreadPool(8, THREADS);
    private final HttpServer paybookServer;
    private final HttpServer subscriberServer;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** @throws UnusableConfigurationException if a port is taken */
    Simulator(Settings settings, Clock clock, Console console) {
        this.settings = settings;
        this.console = console;
        this.calls = new ProviderCalls(clock);
        this.tally = new Tally(calls.sources());
        this.subscriber = new Subscriber(
                SimulatedSource.ID_PREFIX + "subscriber-" + Samples.hex(12), signingSecret, console, tally);
        PaybookApi paybook = new PaybookApi(apiKey, new Samples(clock), console, tally);
        this.paybookServer = listen("tributary.simulator.paybook-port", settings.paybookPort(), paybook::answer);
        try {
            this.subscriberServer =
                    listen("tributary.simulator.subscriber-port", settings.subscriberPort(), subscriber::receive);
        } catch (UnusableConfigurationException e) {
            paybookServer.stop(0); // its thread would keep the process alive
            throw e;
        }
    }

    private HttpServer listen(String setting, int port, HttpHandler handler) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            server.createContext("/", exchange -> {
                try (exchange) {
                    handler.handle(exchange);
                }
            });
            server.setExecutor(threads);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UnusableConfigurationException(setting, port + " cannot be used: " + e.getMessage());
        }
    }

    /**
     * Returns at once; the script runs on a thread of its own.
     *
     * @param exit is told how the run went when it ends by itself: 0, or 1 if something expected did not happen
     */
    void start(String gateway, IntConsumer exit) {
        THREADS.newThread(() -> run(gateway, exit)).start();
    }

    private void run(String gateway, IntConsumer exit) {
        long startedAt = System.nanoTime();
        try {
            GatewayClient client = setUp(gateway);
            showEachKind(client);
            stream(client, startedAt);
        } catch (IOException | RuntimeException e) {
            if (stopped.getCount() > 0) {
                console.plain("The simulator gave up: " + e.getMessage());
                exit.accept(1);
            }
            return;
        }
        if (stopped.getCount() > 0) {
            exit.accept(conclude());
        }
    }

    private GatewayClient setUp(String gateway) throws IOException {
        GatewayClient client = new GatewayClient(gateway, adminToken());
        client.removeLeftOvers("web-hooks");
        client.removeLeftOvers("sources");
        String base = "http://127.0.0.1:" + subscriberServer.getAddress().getPort();
        client.create(
                "web-hooks",
                Map.of(
                        "id",
                        subscriber.id(),
                        "type",
                        "EVENTS",
                        "name",
                        "Simulated subscriber",
                        "base_uri",
                        base + subscriber.path(),
                        "authentication_method",
                        "NONE",
                        "signing_secret",
                        signingSecret));
        String api = "http://127.0.0.1:" + paybookServer.getAddress().getPort();
        for (SimulatedSource source : calls.sources()) {
            client.create("sources", source.configuration(Map.of("base_uri", api, "api_key", apiKey, "rate", 5)));
        }
        introduce(gateway, base, api);
        return client;
    }

    private String adminToken() throws IOException {
        if (!Files.isReadable(settings.adminToken())) {
            throw new IOException("no administrator's token at " + settings.adminToken()
                    + "; the simulator needs the gateway's local identity");
        }
        return Files.readString(settings.adminToken()).strip();
    }

    private void introduce(String gateway, String subscriberUri, String api) {
        console.plain("""

                Simulated providers call the gateway at %s; a subscriber at %s
                verifies what comes out, and a small Paybook API at %s serves what a refresh lists.

                   →  a provider's call and its answer      ⇢  a page that the gateway fetched
                   ✓  a delivery whose signature verifies   ↺  one refused on purpose   ✗  one that does not verify
                """.formatted(gateway, subscriberUri, api));
        console.begin();
    }

    private void showEachKind(GatewayClient client) {
        for (Supplier<ProviderCall> kind : calls.kinds()) {
            send(client, kind.get());
            until(tally::arrived, TIME_TO_ARRIVE);
        }
        ProviderCall call = calls.tinkTransactions();
        send(client, call);
        send(client, call.sentAgain());
        send(client, call.tampered());
        send(client, calls.tinkPing());
    }

    private void stream(GatewayClient client, long startedAt) {
        List<Supplier<ProviderCall>> kinds = calls.kinds();
        for (int next = 0; !over(startedAt); next = (next + 1) % kinds.size()) {
            if (!pause(settings.pace())) {
                return;
            }
            send(client, kinds.get(next).get());
        }
    }

    private boolean over(long startedAt) {
        Duration runFor = settings.runFor();
        return runFor != null && System.nanoTime() - startedAt > runFor.toNanos();
    }

    private void send(GatewayClient client, ProviderCall call) {
        tally.sending(call);
        Answer answer = client.send(call);
        console.call(call, answer);
        for (int resend = 0; answer.status() == 503 && resend < RESENDS && pause(settings.pace()); resend++) {
            answer = client.send(call);
            console.call(call, answer);
        }
        tally.answered(call, answer);
    }

    private int conclude() {
        until(() -> tally.shortcomings().isEmpty(), settings.maxWait());
        List<String> shortcomings = tally.shortcomings();
        console.plain("\n" + tally.summary());
        shortcomings.forEach(shortcoming -> console.plain("  ✗  " + shortcoming));
        console.plain(shortcomings.isEmpty() ? "\nEverything expected happened.\n" : "");
        return shortcomings.isEmpty() ? 0 : 1;
    }

    private void until(BooleanSupplier reached, Duration maxWait) {
        long deadline = System.nanoTime() + maxWait.toNanos();
        while (!reached.getAsBoolean() && System.nanoTime() < deadline && pause(GLANCE)) {
            // Looks again after each pause.
        }
    }

    /** @return false if the run was stopped meanwhile */
    private boolean pause(Duration duration) {
        try {
            return !stopped.await(duration.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    Tally tally() {
        return tally;
    }

    @Override
    public void close() {
        stopped.countDown();
        paybookServer.stop(0);
        subscriberServer.stop(0);
        threads.shutdownNow();
    }
}

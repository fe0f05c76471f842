package dev.tributary.simulator;

import dev.tributary.simulator.GatewayClient.Answer;
import dev.tributary.simulator.Subscriber.Delivery;
import java.io.PrintStream;
import java.util.Locale;

/** One aligned line per happening, in the order of the way of an event, with the seconds since the start. */
final class Console {

    private final PrintStream out;
    private long startedAt = System.nanoTime();

    Console(PrintStream out) {
        this.out = out;
    }

    /** A provider's call and the gateway's answer. */
    void call(ProviderCall call, Answer answer) {
        line('→', "%-15s %-50s %s".formatted(call.source().profile(), call.name(), answer));
    }

    /** A page that the gateway fetched from the Paybook API. */
    void fetched(String pathAndQuery, String answer) {
        line('⇢', "%-66s %s".formatted(shortened(pathAndQuery), answer));
    }

    /** An event that arrived at the subscriber; refused on purpose, it has to come again. */
    void delivered(Delivery delivery, int attempt, boolean refusedOnPurpose) {
        char mark = !delivery.verified() ? '✗' : refusedOnPurpose ? '↺' : '✓';
        String text = "%-34s %-31s attempt %d  %-24s %s"
                .formatted(
                        delivery.type(), shortened(delivery.subject()), attempt, delivery.time(), delivery.webhookId());
        line(mark, refusedOnPurpose ? text + "  answered 503 on purpose" : text);
    }

    /** The seconds count from here. */
    void begin() {
        synchronized (out) {
            startedAt = System.nanoTime();
        }
    }

    /** Lines without mark and time. */
    void plain(String text) {
        synchronized (out) {
            out.println(text);
            out.flush();
        }
    }

    private void line(char mark, String text) {
        synchronized (out) {
            double seconds = (System.nanoTime() - startedAt) / 1e9;
            plain(String.format(Locale.ROOT, "%8.3f  %s  %s", seconds, mark, text.stripTrailing()));
        }
    }

    /** Ids cut to their beginning, as they would break the columns; the webhook id stands whole in its own. */
    private static String shortened(String text) {
        return text.replaceAll("([0-9a-f]{6})[0-9a-f-]{18,}", "$1…");
    }
}

package dev.tributary.benchmark;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Few against many stored events, as Markdown. */
final class HistoryReport {

    private static final double MIN_RATE_RATIO = 0.85;
    private static final double MAX_PAGE_MILLIS = 50;
    private static final double MAX_CONSOLE_MILLIS = 300;
    private static final double MAX_SECONDS_TO_READY = 10;

    private final BenchmarkSettings settings;
    private final History few;
    private final History many;
    private final StringBuilder text = new StringBuilder();

    HistoryReport(BenchmarkSettings settings, History few, History many) {
        this.settings = settings;
        this.few = few;
        this.many = many;
    }

    void write(Path file) throws IOException {
        line("## History: what stored events cost");
        line("");
        line(
                "%s, `%s`; %d rounds of %d s.",
                settings.mongodb() == null ? "Embedded store" : "MongoDB protocol server at " + settings.mongodb(),
                settings.jvm(),
                settings.rounds(),
                settings.round().toSeconds());
        line("");
        line("| | %d events | %d events | wanted |", few.events(), many.events());
        line("|---|---|---|---|");
        line(
                "| calls/s | %.0f | %.0f | ratio %.2f, >= %.2f |",
                few.callsPerSecond(), many.callsPerSecond(), rateRatio(), MIN_RATE_RATIO);
        few.pageMillis()
                .forEach((filter, millis) -> line(
                        "| page of 100, %s, p95 ms | %.1f | %.1f | <= %.0f |",
                        filter, millis, Objects.requireNonNull(many.pageMillis().get(filter)), MAX_PAGE_MILLIS));
        few.consoleMillis()
                .forEach((page, millis) -> line(
                        "| %s, p95 ms | %.1f | %.1f | <= %.0f |",
                        page,
                        millis,
                        Objects.requireNonNull(many.consoleMillis().get(page)),
                        MAX_CONSOLE_MILLIS));
        line("| start, s | %.1f | %.1f | |", few.secondsToReady(), many.secondsToReady());
        line("| start after SIGKILL, s | | %.1f | <= %.0f |", many.secondsAfterKill(), MAX_SECONDS_TO_READY);
        line("| peak memory, GiB | %.2f | %.2f | |", few.peakMemory(), many.peakMemory());
        line("| bytes stored for an event | | %.0f | |", many.bytesPerEvent());
        System.out.println("\n" + text);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }

    private double rateRatio() {
        return many.callsPerSecond() / few.callsPerSecond();
    }

    List<String> missed() {
        List<String> missed = new ArrayList<>();
        if (rateRatio() < MIN_RATE_RATIO) {
            missed.add("calls a second with many events against few");
        }
        if (Collections.max(many.pageMillis().values()) > MAX_PAGE_MILLIS) {
            missed.add("a page of events");
        }
        if (Collections.max(many.consoleMillis().values()) > MAX_CONSOLE_MILLIS) {
            missed.add("a page of the console");
        }
        if (Math.max(many.secondsToReady(), many.secondsAfterKill()) > MAX_SECONDS_TO_READY) {
            missed.add("start");
        }
        return missed;
    }

    @FormatMethod
    private void line(@FormatString String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}

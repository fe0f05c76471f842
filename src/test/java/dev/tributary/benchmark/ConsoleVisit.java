package dev.tributary.benchmark;

import dev.tributary.console.Browser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** A person who opens the pages of the console, one after another, without a browser's own work. */
final class ConsoleVisit {

    private static final int VISITS = 60;
    private static final int WARM_UP = 20;
    private static final List<String> PAGES = List.of(
            "/console",
            "/console/events",
            "/console/events?provider=tink",
            "/console/events?userId=nobody",
            "/console/events?mentions=nobody",
            "/console/receipts",
            "/console/quarantine",
            "/console/deliveries",
            "/console/sources",
            "/console/web-hooks",
            "/console/people/list/transactions",
            "/console/event-types",
            "/console/statistics",
            "/console/statistics?interval=day",
            "/console/audit");

    private final Browser browser;
    private final Path folder;

    /** @param folder with the gateway's data */
    ConsoleVisit(int port, Path folder) {
        this.browser = new Browser(path -> URI.create("http://127.0.0.1:" + port + path));
        this.folder = folder;
    }

    /** By page, the 95th percentile in milliseconds. */
    Map<String, Double> pageMillis() throws Exception {
        browser.get("/console/sign-in");
        browser.submit("/console/sign-in", "/console/sign-in/link", Map.of());
        URI link = URI.create(Files.readString(folder.resolve("console-link")).strip());
        browser.get(link.getRawPath() + '?' + link.getRawQuery());
        Map<String, Double> millis = new LinkedHashMap<>();
        for (String page : PAGES) {
            millis.put(page, millis(page));
        }
        return millis;
    }

    private double millis(String page) throws IOException, InterruptedException {
        Histogram micros = new Histogram(Duration.ofMinutes(5).toNanos() / 1000, 3);
        for (int i = 0; i < WARM_UP + VISITS; i++) {
            long startedAt = System.nanoTime();
            HttpResponse<String> answer = browser.get(page);
            if (answer.statusCode() != 200) {
                throw new IOException(page + ": " + answer.statusCode() + ' ' + answer.body());
            }
            if (i >= WARM_UP) {
                micros.recordValue((System.nanoTime() - startedAt) / 1000);
            }
        }
        return micros.getValueAtPercentile(95) / 1000.0;
    }
}

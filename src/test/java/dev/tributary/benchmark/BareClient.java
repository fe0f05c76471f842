package dev.tributary.benchmark;

import com.standardwebhooks.Webhook;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * C0: the gateway's HTTP client with the gateway's settings, posting signed bytes from memory in a loop. Nothing is
 * read, stored or recorded, so it is the upper bound of deliveries. Each line on its input, connections and
 * milliseconds, is one run; the answer is the number of 200s and the nanoseconds they took.
 */
final class BareClient {

    private static final int MESSAGES = 1_000;

    private final String uri;
    private final List<HttpPost> messages = new ArrayList<>();

    private BareClient(String uri) {
        this.uri = uri;
    }

    /** @param args address to post to, signing secret, file with the body */
    public static void main(String[] args) throws Exception {
        BareClient client = new BareClient(args[0]);
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            client.sign(new Webhook(args[1]), Files.readAllBytes(Path.of(args[2])));
            String[] run = line.split(" ", -1);
            long start = System.nanoTime();
            long count = client.run(Integer.parseInt(run[0]), start + Long.parseLong(run[1]) * 1_000_000);
            System.out.println(count + " " + (System.nanoTime() - start));
        }
    }

    private void sign(Webhook webhook, byte[] body) throws Exception {
        messages.clear();
        String text = new String(body, StandardCharsets.UTF_8);
        long now = Instant.now().getEpochSecond();
        for (int i = 0; i < MESSAGES; i++) {
            String id = "bare-" + now + "-" + i;
            HttpPost post = new HttpPost(uri);
            post.setEntity(new ByteArrayEntity(body, ContentType.parse("application/cloudevents+json")));
            post.setHeader("webhook-id", id);
            post.setHeader("webhook-timestamp", String.valueOf(now));
            post.setHeader("webhook-signature", webhook.sign(id, now, text));
            messages.add(post);
        }
    }

    private long run(int connections, long deadline) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try (CloseableHttpClient http = http(connections)) {
            List<Future<Long>> running = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                int first = i * MESSAGES / connections;
                int after = (i + 1) * MESSAGES / connections;
                running.add(threads.submit(() -> loop(http, messages.subList(first, after), deadline)));
            }
            long count = 0;
            for (Future<Long> one : running) {
                count += one.get();
            }
            return count;
        } finally {
            threads.shutdownNow();
        }
    }

    private static long loop(CloseableHttpClient http, List<HttpPost> own, long deadline) throws IOException {
        long count = 0;
        while (System.nanoTime() < deadline) {
            int status = http.execute(own.get((int) (count % own.size())), response -> {
                EntityUtils.consume(response.getEntity());
                return response.getCode();
            });
            if (status != 200) {
                throw new IOException("status " + status);
            }
            count++;
        }
        return count;
    }

    /** As the gateway's, but for the rules on addresses. */
    private static CloseableHttpClient http(int connections) {
        return HttpClientBuilder.create()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.ofSeconds(3))
                                .setSocketTimeout(Timeout.ofSeconds(10))
                                .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                                .build())
                        .setMaxConnPerRoute(connections)
                        .setMaxConnTotal(connections)
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(Timeout.ofSeconds(10))
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableContentCompression()
                .disableAuthCaching()
                .disableConnectionState()
                .build();
    }
}

package dev.tributary.ingest.http;

import dev.tributary.source.Source;
import dev.tributary.source.SourceDirectory;
import dev.tributary.verification.WebhookCall;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.apache.camel.Headers;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;

/** First step: the call as it came in, and the source that it is for. */
public final class Receiver {

    private final SourceDirectory sources;
    private final Clock clock;

    public Receiver(SourceDirectory sources, Clock clock) {
        this.sources = sources;
        this.clock = clock;
    }

    /**
     * Takes a call out of a message.
     *
     * @param path {@code /hooks/{provider}/{source}}, as requested
     * @param provider the one whose route this is
     * @throws UnknownSourceException if there is no such source, or it is not enabled
     * @throws UnusableSourceException if the source cannot be read
     */
    public IncomingCall receive(
            @Body byte @Nullable [] body,
            @Headers Map<String, Object> headers,
            @Header("CamelHttpUri") String path,
            @Variable("provider") String provider) {
        String id = path.substring(path.lastIndexOf('/') + 1);
        Source source = sources.find(id)
                .filter(found -> found.enabled() && found.provider().equals(provider))
                .orElseThrow(
                        () -> sources.isUnusable(id) ? new UnusableSourceException() : new UnknownSourceException());
        var call = new WebhookCall(
                provider,
                source.id(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                path,
                lowerCase(headers),
                body == null ? new byte[0] : body);
        return IncomingCall.received(source, call);
    }

    private static Map<String, List<String>> lowerCase(Map<String, Object> headers) {
        var lower = new HashMap<String, List<String>>(headers.size() * 2);
        headers.forEach((name, value) -> {
            if (!name.startsWith("Camel")) { // what Camel adds was not received
                List<String> values = value instanceof List<?> several
                        ? several.stream().map(String::valueOf).toList()
                        : List.of(String.valueOf(value));
                lower.put(name.toLowerCase(Locale.ROOT), values);
            }
        });
        return lower;
    }
}

package dev.tributary.ingest.webhook;

import dev.tributary.event.Event;
import dev.tributary.event.EventType;
import dev.tributary.event.Proof;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.mapping.EventMapper;
import dev.tributary.mapping.MappingInput;
import dev.tributary.provider.InvalidPayloadException;
import dev.tributary.provider.Payload;
import dev.tributary.source.Source;
import dev.tributary.source.SourceSecret;
import dev.tributary.source.rule.InvalidSourceException;
import dev.tributary.source.rule.SourceRules;
import dev.tributary.verification.WebhookCall;
import dev.tributary.verification.WebhookVerifier;
import dev.tributary.verification.signature.RejectedWebhookException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a provider's calls and maps them to canonical events, by the provider files. It keeps no state, so that a call which
 * is sent twice is mapped twice, and may be used by several threads at a time.
 */
public final class WebhookHandler {

    private static final String TENANT = "default";

    private final WebhookVerifier verifier;
    private final EventMapper mapper;
    private final SourceRules rules;
    private final TimeOrderedId ids;
    private final Clock clock;

    WebhookHandler(WebhookVerifier verifier, EventMapper mapper, SourceRules rules, TimeOrderedId ids, Clock clock) {
        this.verifier = verifier;
        this.mapper = mapper;
        this.rules = rules;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * A handler without a gateway around it.
     *
     * @param publicUrl begins {@code source} and {@code dataschema} of the events
     * @param mappings folders of further provider files, each laid out like {@code mappings/}
     * @throws dev.tributary.platform.UnusableConfigurationException if a provider file is wrong
     */
    public static WebhookHandler of(URI publicUrl, Path... mappings) {
        return of(publicUrl, Clock.systemUTC(), mappings);
    }

    /** As the other one, by another clock. */
    public static WebhookHandler of(URI publicUrl, Clock clock, Path... mappings) {
        return HandlerParts.handler(publicUrl.toString(), clock, List.of(mappings));
    }

    /**
     * A source with one secret, for {@link #handle}.
     *
     * @param id a name of one's own; it scopes the dedup keys
     * @param scheme one that the provider's file declares
     * @param options of the scheme, such as {@code header}; often none
     * @throws InvalidSourceException if a call could never be verified so; names the field
     */
    public Source source(String id, String provider, String scheme, String secret, Map<String, String> options) {
        var now = clock.instant();
        List<SourceSecret> secrets = List.of(new SourceSecret("1", secret, null, now));
        var source =
                new Source(id, TENANT, provider, scheme, null, true, secrets, Map.copyOf(options), null, now, now, 1);
        rules.check(source);
        return source;
    }

    /**
     * Verifies a call and maps it.
     *
     * @param headers with names in any case
     * @param body as received; not changed by this method, nor by others until it returns
     */
    public WebhookResult handle(Source source, Map<String, List<String>> headers, byte[] body) {
        String path = "/hooks/" + source.provider() + '/' + source.id();
        var receivedAt = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var call = new WebhookCall(source.provider(), source.id(), receivedAt, path, lowerCase(headers), body);
        Proof proof;
        try {
            proof = verify(source, call);
        } catch (RejectedWebhookException e) {
            return new WebhookResult.InvalidSignature(String.valueOf(e.getMessage()));
        }
        List<Event> events;
        try {
            events = map(source, call, call.payload(), proof, call.sha256(), null, ids::next);
        } catch (InvalidPayloadException e) {
            return new WebhookResult.InvalidPayload(proof);
        }
        return events.stream().allMatch(WebhookHandler::isTest)
                ? new WebhookResult.TestWebhook(proof)
                : new WebhookResult.Ok(events);
    }

    /**
     * The first step of {@link #handle}.
     *
     * @throws RejectedWebhookException if the call is not verified
     */
    public Proof verify(Source source, WebhookCall call) {
        return verifier.verify(call, source);
    }

    /**
     * The second step of {@link #handle}: the events of a verified call, never none.
     *
     * @param digest SHA-256 of the bytes as received; secrets in {@code call} may have been redacted since
     * @param receiptId null where no receipt is kept
     * @param eventIds gives each event its id; to map a call again, give the ids of the first time
     */
    public List<Event> map(
            Source source,
            WebhookCall call,
            Payload payload,
            Proof proof,
            byte[] digest,
            @Nullable String receiptId,
            Supplier<String> eventIds) {
        var input = new MappingInput(
                source.tenant(),
                source.provider(),
                source.id(),
                receiptId,
                call.receivedAt(),
                proof,
                digest,
                call.body(),
                payload);
        return mapper.map(input, eventIds);
    }

    /** Whether an event is a provider's test ping: kept, but never delivered. */
    public static boolean isTest(Event event) {
        return event.type().equals(EventType.PROVIDER_TEST);
    }

    private static Map<String, List<String>> lowerCase(Map<String, List<String>> headers) {
        var lower = new HashMap<String, List<String>>(headers.size() * 2);
        headers.forEach((name, values) ->
                lower.merge(name.toLowerCase(Locale.ROOT), List.copyOf(values), (one, other) -> Stream.concat(
                                one.stream(), other.stream())
                        .toList()));
        return lower;
    }
}

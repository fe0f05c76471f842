package dev.tributary.simulator;

import dev.tributary.simulator.SimulatedSource.Profile;
import java.time.Clock;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Calls as Tink, Six Park and Paybook (Syncfy) send them, with fresh ids and correctly signed. */
final class ProviderCalls {

    private static final Pattern LISTED = Pattern.compile("/v1/[^\"]+");

    private final Map<Profile, SimulatedSource> sources = new EnumMap<>(Profile.class);
    private final Samples samples;
    private final Clock clock;

    ProviderCalls(Clock clock) {
        this.samples = new Samples(clock);
        this.clock = clock;
        Arrays.stream(Profile.values()).forEach(profile -> sources.put(profile, SimulatedSource.of(profile)));
    }

    List<SimulatedSource> sources() {
        return List.copyOf(sources.values());
    }

    /** One call of each kind, in the order in which they are shown. */
    List<Supplier<ProviderCall>> kinds() {
        return List.of(
                this::tinkHooks,
                this::tinkTransactions,
                this::tinkConsent,
                this::sixparkOnboarded,
                this::sixparkOpened,
                this::syncfy,
                this::paybookCreated,
                this::paybookRefresh,
                this::tinkRefreshFailed);
    }

    /** The legacy web hook: its proof is the secret inside the body. */
    ProviderCall tinkHooks() {
        SimulatedSource source = source(Profile.TINK_HOOKS);
        String body = samples.filled("tink-hooks", Map.of("secret", source.secret()));
        return ProviderCall.of(source, "signable-operation:update", Map.of(), body);
    }

    ProviderCall tinkTransactions() {
        return tinkEvents("account-transactions:modified", samples.filled("tink-transactions", Map.of()));
    }

    ProviderCall tinkRefreshFailed() {
        return tinkEvents("refresh:finished", samples.filled("tink-refresh-failed", Map.of()));
    }

    private ProviderCall tinkEvents(String name, String body) {
        SimulatedSource source = source(Profile.TINK_EVENTS_V2);
        String proof = Signatures.tinkEvents(source.secret(), clock.instant().getEpochSecond(), body);
        return ProviderCall.of(source, name, Map.of("X-Tink-Signature", proof), body);
    }

    ProviderCall tinkConsent() {
        return tinkDotted("provider_consents.created", samples.filled("tink-consent", Map.of()));
    }

    /** The ping that tests a connection; it is not an event. */
    ProviderCall tinkPing() {
        return tinkDotted("test", samples.filled("tink-test", Map.of())).asTest();
    }

    private ProviderCall tinkDotted(String name, String body) {
        SimulatedSource source = source(Profile.TINK_DOTTED);
        String proof = Signatures.hexHmac(source.secret(), body);
        return ProviderCall.of(source, name, Map.of("X-Tink-Signature", proof), body);
    }

    /** The published sample's spelling, {@code even_type}, with the proof in hex. */
    ProviderCall sixparkOnboarded() {
        String body = sixparkBody("sixpark-onboarded");
        String proof = Signatures.hexHmac(source(Profile.SIXPARK).secret(), body);
        return sixpark("ACCOUNT_ONBOARDED (hex)", proof, body);
    }

    ProviderCall sixparkOpened() {
        String body = sixparkBody("sixpark-opened");
        String proof = Signatures.base64Hmac(source(Profile.SIXPARK).secret(), body);
        return sixpark("ACCOUNT_OPENED (base64)", proof, body);
    }

    private String sixparkBody(String sample) {
        return samples.filled(
                sample,
                Map.of(
                        "webhook",
                        UUID.randomUUID().toString(),
                        "account",
                        UUID.randomUUID().toString()));
    }

    private ProviderCall sixpark(String name, String proof, String body) {
        return ProviderCall.of(source(Profile.SIXPARK), name, Map.of("X-SixPark-Signature", proof), body);
    }

    ProviderCall paybookCreated() {
        return listing("credential_create", samples.filled("paybook-created", credential()));
    }

    /** A refresh lists several pages for the receiver to fetch. */
    ProviderCall paybookRefresh() {
        return listing("refresh", samples.filled("paybook-refresh", credential()));
    }

    private ProviderCall listing(String name, String body) {
        List<String> listed =
                LISTED.matcher(body).results().map(MatchResult::group).toList();
        return paybook(name, body).listing(listed);
    }

    private ProviderCall paybook(String name, String body) {
        SimulatedSource source = source(Profile.PAYBOOK_V1);
        return ProviderCall.of(source, name, Map.of(SimulatedSource.PAYBOOK_HEADER, source.secret()), body);
    }

    /** Two events in one call, signed by a token that does not cover the body. */
    ProviderCall syncfy() {
        SimulatedSource source = source(Profile.SYNCFY_V3);
        String body = samples.filled("syncfy", Map.of("credential", Samples.hex(24), "user", Samples.hex(24)));
        String claims = "{\"iat\":" + clock.instant().getEpochSecond() + "}";
        String proof = Signatures.syncfyToken(source.secret(), claims);
        return ProviderCall.of(source, "credentials.created, .updated", Map.of("request-signature", proof), body)
                .ofEvents(2);
    }

    private static Map<String, String> credential() {
        return Map.of("credential", Samples.hex(24));
    }

    private SimulatedSource source(Profile profile) {
        return Objects.requireNonNull(sources.get(profile));
    }
}

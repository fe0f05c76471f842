package dev.tributary.source.rule;

import dev.tributary.provider.ProviderCatalog;
import dev.tributary.provider.ProviderDescriptor;
import dev.tributary.provider.SchemeDescriptor;
import dev.tributary.source.Source;
import dev.tributary.source.SourceSecret;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a source must have before it may receive calls; a half-configured one is refused when it is written. */
public final class SourceRules {

    private static final String JWT = "jwt-hs256";
    private static final String SHARED = "shared-secret";
    /** How a key is written where the scheme says nothing else: as text. */
    private static final String UTF_8 = "utf-8";
    /** Of keys as Standard Webhooks writes them. */
    private static final String PREFIX = "whsec_";
    /** RFC 7518, section 3.2: a key as long as the hash. */
    private static final int MIN_JWT_KEY = 32;

    /** RFC 9110, section 5.5. Other characters arrive as other bytes, depending on the client. */
    private static final String HEADER_VALUE = "[\\x21-\\x7e]([\\t\\x20-\\x7e]*[\\x21-\\x7e])?";

    /** Every client or proxy sets these, or receipts show them. */
    private static final String COMMON_HEADERS = "(?i)user-agent|accept|accept-.*|content-.*|host|connection|keep-alive"
            + "|transfer-encoding|te|trailer|upgrade|expect|date|via|from|origin|referer|range|if-.*|cache-control|pragma"
            + "|warning|dnt|priority|max-forwards|forwarded|x-forwarded-.*|x-real-ip|x-request-id|traceparent|tracestate"
            + "|cookie|set-cookie|baggage|x-correlation-id|x-requested-with|x-client-ip|true-client-ip|cf-.*|x-b3-.*"
            + "|x-amzn-.*|x-cloud-trace-context|upgrade-insecure-requests|save-data|early-data|alt-used"
            + "|sec-.*|proxy-.*|camel.*";

    private final ProviderCatalog providers;
    private final boolean allowUnproven;

    /** @param allowUnproven whether a source may have a scheme that verifies nothing */
    public SourceRules(ProviderCatalog providers, boolean allowUnproven) {
        this.providers = providers;
        this.allowUnproven = allowUnproven;
    }

    /** @throws InvalidSourceException if the source cannot be used as it is; names the field */
    public void check(Source source) {
        ProviderDescriptor provider = providers
                .find(source.provider())
                .orElseThrow(() -> new InvalidSourceException(
                        "provider",
                        "must be one of "
                                + providers.all().stream()
                                        .map(ProviderDescriptor::provider)
                                        .sorted()
                                        .toList()));
        SchemeDescriptor scheme = provider.schemes().get(source.scheme());
        if (scheme == null) {
            throw new InvalidSourceException(
                    "scheme",
                    "must be one of "
                            + provider.schemes().keySet().stream().sorted().toList());
        }
        if (!scheme.needsSecret() && !allowUnproven && !FetchOptions.confirms(source)) {
            throw new InvalidSourceException(
                    "scheme", "unproven sources need the option confirm, or TRIBUTARY_SOURCES_ALLOW_UNPROVEN=true");
        }
        if (scheme.needsSecret() && source.secrets().isEmpty() && !canBeRegistered(provider, source)) {
            throw new InvalidSourceException("secrets", "the scheme " + source.scheme() + " needs at least one");
        }
        source.secrets().forEach(secret -> check(scheme, secret));
        checkOptions(provider, scheme, source);
        FetchOptions.check(provider, scheme, source);
    }

    /** Its first secret comes with its registration; until then every call is refused. */
    private static boolean canBeRegistered(ProviderDescriptor provider, Source source) {
        ProviderDescriptor.Api api = provider.api();
        return api != null && source.api() != null && api.registrations().containsKey(source.scheme());
    }

    private static void check(SchemeDescriptor scheme, SourceSecret secret) {
        if (scheme.appliesTo() == null && secret.appliesTo() != null) {
            throw new InvalidSourceException("secrets", "applies_to must be left out for this scheme");
        }
        if (secret.value().isEmpty()) {
            throw new InvalidSourceException("secrets", "must not be empty");
        }
        if (SHARED.equals(scheme.type())
                && scheme.bodyPaths() == null
                && !secret.value().matches(HEADER_VALUE)) {
            throw new InvalidSourceException(
                    "secrets",
                    "the scheme takes a secret that can stand in a header: visible ASCII, spaces and tabs only inside");
        }
        String encoding =
                scheme.keyEncoding() == null ? UTF_8 : scheme.keyEncoding().toLowerCase(Locale.ROOT);
        if (!UTF_8.equals(encoding)) {
            checkKey(scheme, encoding, secret.value());
        }
    }

    private static void checkKey(SchemeDescriptor scheme, String encoding, String value) {
        boolean isPrefixed = encoding.equals("whsec") && value.startsWith(PREFIX);
        int bytes = decodedLength(isPrefixed ? value.substring(PREFIX.length()) : value);
        if (bytes == 0) {
            throw new InvalidSourceException("secrets", "the scheme takes its key in base64");
        }
        if (JWT.equals(scheme.type()) && bytes < MIN_JWT_KEY) {
            throw new InvalidSourceException(
                    "secrets", "the scheme takes a key of at least " + MIN_JWT_KEY + " bytes, in base64");
        }
    }

    private static void checkOptions(ProviderDescriptor provider, SchemeDescriptor scheme, Source source) {
        Set<String> allowed = new TreeSet<>(scheme.options());
        if (provider.followUps() != null) {
            allowed.addAll(FetchOptions.NAMES);
        }
        for (String option : source.options().keySet()) {
            if (!allowed.contains(option)) {
                throw new InvalidSourceException(
                        "options", "'" + option + "' is unknown to the scheme, which takes " + allowed);
            }
        }
        String header = scheme.headerOption();
        if (header != null) {
            checkHeader(header, source.options().get(header));
        }
        String tolerance = source.options().get("tolerance");
        if (tolerance != null && !isTolerance(tolerance)) {
            throw new InvalidSourceException(
                    "options", "'tolerance' must be an ISO 8601 duration such as PT5M, above 0 and at most a day");
        }
    }

    private static void checkHeader(String option, @Nullable String name) {
        if (name == null || !isToken(name)) {
            throw new InvalidSourceException(
                    "options", "'" + option + "' must name the header that carries the secret");
        }
        if (name.matches(COMMON_HEADERS)) {
            throw new InvalidSourceException(
                    "options",
                    "'" + option + "' must name a header of its own for the secret; clients and proxies set '" + name
                            + "' as well");
        }
    }

    private static boolean isToken(String name) {
        return name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    }

    private static boolean isTolerance(String text) {
        try {
            Duration duration = Duration.parse(text);
            return !duration.isNegative()
                    && !duration.isZero()
                    && duration.compareTo(SchemeDescriptor.MAX_TOLERANCE) <= 0;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    /** 0 for what is not base64. */
    private static int decodedLength(String text) {
        try {
            return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/')).length;
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }
}

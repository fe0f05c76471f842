package dev.tributary.provider;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One scheme of a provider as its file declares it: data over the few kinds of proof in {@code verification}. Which
 * members a kind needs, that kind checks at start-up.
 *
 * @param type the kind of proof: {@code hmac-sha256}, {@code hmac-sha384}, {@code hmac-sha512}, {@code shared-secret},
 *     {@code jwt-hs256}, {@code unproven}
 * @param header the header that carries the proof
 * @param headerOption instead of {@code header}: the source's option that names it
 * @param bodyPaths instead of a header: where in the body the secret may stand; redacted before anything is kept
 * @param grammar how the header is read: {@code bare}, {@code key-value} ({@code t=1,v1=ab}) or {@code versioned}
 *     ({@code v1,ab v1,cd})
 * @param separator between the pairs of {@code key-value}
 * @param timestampKey the pair with the timestamp
 * @param signatureKey the pairs, or versions, with a proof; several may stand
 * @param prefix in front of a {@code bare} proof, such as {@code sha256=}
 * @param timestampHeader instead of {@code timestampKey}: a header of its own
 * @param idHeader the header that {@code {id}} stands for
 * @param encoding of the proof: {@code hex}, {@code base64}, {@code base64url} or {@code by-length}
 * @param keyEncoding of the secret: {@code utf-8}, {@code base64}, {@code base64url} or {@code whsec}
 * @param signedContent template over {@code {body} {timestamp} {id} {method} {path} {registered_url} {header:Name}}
 * @param tolerance how far a timestamp may be from now, in both directions, and for {@code jwt-hs256} the maximum age of a
 *     token; at most {@link #MAX_TOLERANCE}; a source's option can change it
 * @param appliesTo where in the body stands what a secret can be limited to
 */
public record SchemeDescriptor(
        String type,
        @Nullable String header,
        @JsonProperty("header-option") @Nullable String headerOption,
        @JsonProperty("body-paths") @Nullable List<String> bodyPaths,
        @Nullable String grammar,
        @Nullable String separator,
        @JsonProperty("timestamp-key") @Nullable String timestampKey,
        @JsonProperty("signature-key") @Nullable String signatureKey,
        @Nullable String prefix,
        @JsonProperty("timestamp-header") @Nullable String timestampHeader,
        @JsonProperty("id-header") @Nullable String idHeader,
        @Nullable String encoding,
        @JsonProperty("key-encoding") @Nullable String keyEncoding,
        @JsonProperty("signed-content") @Nullable String signedContent,
        @Nullable Duration tolerance,
        @JsonProperty("applies-to") @Nullable String appliesTo) {

    /** A call can be repeated for as long as its timestamp is accepted, so that no option accepts an older one. */
    public static final Duration MAX_TOLERANCE = Duration.ofDays(1);

    private static final Pattern SIGNED_HEADER = Pattern.compile("\\{header:([^{}]*)}");

    /** The kind that verifies nothing; an operator has to allow it. */
    public static final String UNPROVEN = "unproven";

    /** The options that a source of this scheme may set. */
    public Set<String> options() {
        var options = new TreeSet<String>();
        if (headerOption != null) {
            options.add(headerOption);
        }
        if (tolerance != null) {
            options.add("tolerance");
        }
        return options;
    }

    /** The headers that a verification reads, of a source with these options. */
    public Set<String> headers(Map<String, String> sourceOptions) {
        var headers = new TreeSet<String>(String.CASE_INSENSITIVE_ORDER);
        String option = headerOption == null ? null : sourceOptions.get(headerOption);
        Stream.of(header, option, timestampHeader, idHeader)
                .filter(Objects::nonNull)
                .forEach(headers::add);
        if (signedContent != null) {
            SIGNED_HEADER.matcher(signedContent).results().forEach(found -> headers.add(found.group(1)));
        }
        return headers;
    }

    /** How far a timestamp may be from now: by the option of a source, else by the file. */
    public Duration toleranceOf(Map<String, String> sourceOptions) {
        String option = sourceOptions.get("tolerance");
        Duration wanted = option == null ? tolerance : Duration.parse(option);
        return wanted == null || wanted.compareTo(MAX_TOLERANCE) > 0 ? MAX_TOLERANCE : wanted;
    }

    /** Whether a source of this scheme needs a secret. */
    public boolean needsSecret() {
        return !UNPROVEN.equals(type);
    }
}

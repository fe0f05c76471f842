package dev.tributary.console.source;

import dev.tributary.console.call.Api;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What can be a source, as the API lists it: each scheme of each provider. */
record SourceCatalog(List<Kind> kinds) {

    /**
     * One scheme of a provider.
     *
     * @param proof how a call is verified, for people
     * @param headerOption the option that names the header of the secret; empty where there is none
     * @param fetches whether the provider's API is asked for what its events list
     */
    record Kind(
            String provider,
            String scheme,
            String proof,
            boolean needsSecret,
            String headerOption,
            boolean hasTolerance,
            boolean registers,
            boolean fetches,
            boolean confirms) {

        /** Whether access to the provider's API is of use. */
        public boolean usesApi() {
            return registers || fetches;
        }

        /** Those that the form has a field for. */
        List<String> options() {
            var options = new ArrayList<String>();
            if (!headerOption.isEmpty()) {
                options.add(headerOption);
            }
            if (hasTolerance) {
                options.add("tolerance");
            }
            if (canBeConfirmed()) {
                options.add("confirm");
            }
            return options;
        }

        /** Whether only the provider's API can say that a call is genuine. */
        public boolean canBeConfirmed() {
            return confirms && !proof.startsWith("a signature");
        }
    }

    static SourceCatalog read(Api api) {
        Object providers =
                api.get("/api/v1/configuration/catalog").orRefuse().json().get("providers");
        return new SourceCatalog(maps(providers).stream()
                .flatMap(provider -> maps(provider.get("schemes")).stream().map(scheme -> kind(provider, scheme)))
                .toList());
    }

    Optional<Kind> find(String provider, String scheme) {
        return kinds.stream()
                .filter(kind ->
                        kind.provider().equals(provider) && kind.scheme().equals(scheme))
                .findFirst();
    }

    private static Kind kind(Map<?, ?> provider, Map<?, ?> scheme) {
        return new Kind(
                String.valueOf(provider.get("provider")),
                String.valueOf(scheme.get("scheme")),
                proof(String.valueOf(scheme.get("type"))),
                Boolean.TRUE.equals(scheme.get("needs_secret")),
                Objects.toString(scheme.get("header_option"), ""),
                scheme.get("options") instanceof List<?> options && options.contains("tolerance"),
                Boolean.TRUE.equals(scheme.get("registers")),
                Boolean.TRUE.equals(provider.get("fetches")),
                Boolean.TRUE.equals(provider.get("confirms")));
    }

    private static String proof(String type) {
        return switch (type) {
            case "shared-secret" -> "a secret that the call carries";
            case "jwt-hs256" -> "a token that is signed with a shared key";
            case "unproven" -> "nothing in the call";
            default -> "a signature over the body";
        };
    }

    private static List<Map<?, ?>> maps(@Nullable Object list) {
        return list instanceof List<?> all
                ? all.stream().<Map<?, ?>>map(one -> (Map<?, ?>) one).toList()
                : List.of();
    }
}

package dev.tributary.simulator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One provider connection of this run: its id and secret are fresh, so that a second run finds nothing in its way.
 *
 * @param secret what provider and gateway share, in the form in which the provider hands it out
 */
record SimulatedSource(Profile profile, String id, String secret) {

    /** What this run creates at the gateway begins so; what an earlier run left is known by it. */
    static final String ID_PREFIX = "simulator-";

    /** The custom header that Paybook was told to add to each call. */
    static final String PAYBOOK_HEADER = "X-Paybook-Token";

    /** The payload shapes that providers send; the gateway tells them apart by their root keys. */
    enum Profile {
        TINK_HOOKS("tink-hooks", "tink", "tink-legacy"),
        TINK_EVENTS_V2("tink-events-v2", "tink", "tink-events-v2"),
        TINK_DOTTED("tink-dotted", "tink", "tink-dotted"),
        SIXPARK("sixpark", "sixpark", "sixpark"),
        PAYBOOK_V1("paybook-v1", "paybook", "paybook-header"),
        SYNCFY_V3("syncfy-v3", "paybook", "syncfy-jwt");

        private final String label;
        private final String provider;
        private final String scheme;

        Profile(String label, String provider, String scheme) {
            this.label = label;
            this.provider = provider;
            this.scheme = scheme;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    static SimulatedSource of(Profile profile) {
        String secret =
                switch (profile) {
                    case SIXPARK -> Samples.hex(40);
                    case SYNCFY_V3 -> Samples.base64(32);
                    default -> Samples.hex(32);
                };
        return new SimulatedSource(profile, ID_PREFIX + profile.label + "-" + Samples.hex(12), secret);
    }

    String ingestPath() {
        return "/hooks/" + profile.provider + "/" + id;
    }

    /**
     * What the configuration API is asked to create.
     *
     * @param api where the pages of a refresh are fetched from; only Paybook's first version lists several
     */
    Map<String, Object> configuration(Map<String, Object> api) {
        Map<String, Object> source = new HashMap<>(Map.of(
                "id",
                id,
                "name",
                "Simulated " + profile,
                "provider",
                profile.provider,
                "scheme",
                profile.scheme,
                "secrets",
                List.of(Map.of("value", secret))));
        if (profile == Profile.PAYBOOK_V1) {
            source.put("options", Map.of("header", PAYBOOK_HEADER));
            source.put("api", api);
        }
        return source;
    }

    /** Never the secret: records get into logs. */
    @Override
    public String toString() {
        return "SimulatedSource[" + id + "]";
    }
}

package dev.tributary.event;

/**
 * The gateway's public address and the URIs built from it.
 *
 * @param base without a slash at its end
 */
public record GatewayUri(String base) {

    public GatewayUri {
        base = base.replaceAll("/+$", "");
    }

    /** The {@code source} attribute of a source's events. */
    public String source(String provider, String sourceId) {
        return base + "/sources/" + provider + "/" + sourceId;
    }

    /** The {@code source} attribute of events about subscriptions. */
    public String subscriptions() {
        return base + "/subscriptions";
    }

    /** The {@code dataschema} attribute of a type's family. */
    public String schema(String type) {
        return base + "/schemas/" + EventType.family(type) + "/1.0.json";
    }

    /** Where a provider posts to. */
    public String ingest(String provider, String sourceId) {
        return base + "/hooks/" + provider + "/" + sourceId;
    }
}

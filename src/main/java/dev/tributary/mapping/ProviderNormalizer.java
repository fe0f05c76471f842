package dev.tributary.mapping;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Brings what a provider writes in several ways into one, where mapping files have no form for it. */
interface ProviderNormalizer {

    /** The provider whose payloads it is for. */
    String provider();

    /** The payload to map; the given one, which others share, is not changed. */
    ObjectNode normalize(ObjectNode payload);

    /** An object with the same members, some of which are then replaced. */
    static ObjectNode shallowCopy(ObjectNode node) {
        ObjectNode copy = node.objectNode();
        copy.setAll(node);
        return copy;
    }
}

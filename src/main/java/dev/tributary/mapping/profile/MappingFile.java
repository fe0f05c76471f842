package dev.tributary.mapping.profile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.mapping.expression.Place;
import dev.tributary.provider.FileShape;
import dev.tributary.provider.ProviderFolder;

/**
 * One mapping file as it was written, its shape checked against {@code schemas/mapping-file/1.0.json}.
 *
 * @param place the file as a whole
 */
record MappingFile(Place place, JsonNode content) {

    private static final FileShape SHAPE = new FileShape("mapping-file");

    /** @throws dev.tributary.platform.UnusableConfigurationException naming file and field if the file is not as it must be */
    static MappingFile read(ProviderFolder folder, String provider, String profile) {
        String name = profile + ".yaml";
        var place = new Place(folder.place(name), "");
        JsonNode content = SHAPE.read(folder.read(name), place.file());
        requireEqual(content, "provider", provider, place);
        requireEqual(content, "profile", profile, place);
        return new MappingFile(place, content);
    }

    private static void requireEqual(JsonNode content, String field, String expected, Place place) {
        if (!content.path("metadata").path(field).asText().equals(expected)) {
            throw place.in("metadata").in(field).unusable("must be '" + expected + "', as its folder or file is named");
        }
    }
}

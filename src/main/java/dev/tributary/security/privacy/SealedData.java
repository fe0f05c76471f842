package dev.tributary.security.privacy;

import java.util.Map;

/**
 * The data of an event as it is stored where some of it is personal.
 *
 * @param key the name of the key that opens what is sealed
 * @param masked the data's bytes with the mask in place of each personal value
 * @param sealed the values
 * @param tree the data with a hash in place of each personal value, see {@link UserKey#hashOf}
 */
@SuppressWarnings("ArrayRecordComponent") // one holder, never compared
public record SealedData(String key, byte[] masked, byte[] sealed, Map<String, Object> tree) {}

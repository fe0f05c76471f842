package dev.tributary.security.privacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.event.Event;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * An end user of a tenant, as a provider names them.
 *
 * @param id the provider's; empty for what names no user, which has one key for all of the tenant and provider
 */
public record EndUser(String tenant, String provider, String id) {

    /** The user of what has been fetched. */
    public static EndUser of(String tenant, String provider, @Nullable String id) {
        return new EndUser(tenant, provider, id == null ? "" : id);
    }

    /** The user that an event names as {@code user.id}. */
    public static EndUser of(Event event) {
        Object id = event.data().get("user") instanceof Map<?, ?> user ? user.get("id") : null;
        return of(event.tenant(), event.provider(), id == null ? null : id.toString());
    }

    /** The same for the same user; from it the id cannot be read. Lengths go before the parts. */
    public String digest() {
        MessageDigest sha256 = DigestUtils.getSha256Digest();
        for (String part : new String[] {tenant, provider, id}) {
            byte[] bytes = part.getBytes(UTF_8);
            sha256.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            sha256.update(bytes);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256.digest());
    }

    /** Never the id: records get into logs. */
    @Override
    public String toString() {
        return "EndUser[" + tenant + ", " + provider + "]";
    }
}

package dev.tributary.security.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * Who did what to which thing.
 *
 * @param link its place in the chain of its tenant; null in an entry of a release that had no chain
 * @param id a time-ordered id
 * @param who the token's subject
 * @param what the id of the thing
 */
public record AuditEntry(
        @Nullable Link link, String id, String tenant, Instant at, String who, String action, String what) {

    /**
     * A place in a chain.
     *
     * @param number counts the entries of the tenant from 1 on
     * @param previous the hash of the entry before; 64 zeros in the first one
     * @param hash of this entry, in lower-case hex
     */
    public record Link(long number, String previous, String hash) {

        /** Before the first entry. */
        static final Link NONE = new Link(0, "", "0".repeat(64));
    }

    /** The same entry as the one behind another. */
    AuditEntry behind(Link last) {
        return new AuditEntry(
                new Link(last.number() + 1, last.hash(), hash(last.number() + 1, last.hash())),
                id,
                tenant,
                at,
                who,
                action,
                what);
    }

    /** Whether the entry is what its hash says. */
    boolean isIntact(Link own) {
        return own.hash().equals(hash(own.number(), own.previous()));
    }

    /** SHA-256 of all members; the length of each goes before it, so that no two entries have the same bytes. */
    private String hash(long number, String previous) {
        MessageDigest digest = DigestUtils.getSha256Digest();
        for (String part : List.of(
                previous, tenant, String.valueOf(number), id, String.valueOf(at.toEpochMilli()), who, action, what)) {
            byte[] bytes = part.getBytes(UTF_8);
            digest.update((bytes.length + ":").getBytes(UTF_8));
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}

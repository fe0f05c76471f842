package dev.tributary.security.secret;

import java.util.List;

/**
 * Where the documents of a collection hold encrypted secrets. What is named here is encrypted again when the master key
 * changes.
 *
 * @param owner what stands before the id of a document in the name of the owner of its secrets
 * @param members their paths; a path goes through arrays, and no two begin with the same member
 */
public record SecretMembers(String collection, String owner, List<String> members) {

    /** The owner of a document's secrets, for {@link SecretCipher}. */
    public String ownerOf(String id) {
        return owner + id;
    }
}

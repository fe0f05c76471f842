/**
 * Every incoming call as it was received, with the verdict on it.
 *
 * <p>Collections {@code receipts_yyyymmdd}, one for each UTC day by the time in the ids: a day past its retention is dropped
 * whole, so that what expires costs no delete for each insert. One document holds the receipts of one tenant in one commit,
 * deflated together, which costs the server a quarter of one document for each. {@code {tenant, kinds, _id}} serves the
 * lists: {@code kinds} has an entry for each source, provider and verdict in the document, for each of the first two with each
 * verdict, and an empty one. The sweep reads by {@code _id}.
 *
 * <p>Collection {@code receipt_tasks}: the sweep and the dropping of old days, each claimed by one gateway at a time; two
 * documents, no index. That of the sweep names the gateways that were alive at the last one, and the newest 1,000 receipts
 * that could not be mapped again.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "event",
            "mongo",
            "mongo :: page",
            "mongo :: retention",
            "mongo :: schema",
            "platform",
            "platform :: membership",
            "security :: secret"
        })
package dev.tributary.receipt;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

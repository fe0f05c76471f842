package dev.tributary.embedded.wire;

import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import java.util.concurrent.CompletableFuture;

/** What answers the commands of clients that have logged in. */
public interface Commands {

    /** Runs a command. Errors are thrown, or complete the reply. */
    CompletableFuture<Document> execute(Channel channel, String database, String command, Document query);

    /** Forgets what belongs to a connection that has ended. */
    void ended(Channel channel);

    /** A reply to what went wrong, in the protocol's form. */
    Document failure(Throwable error);
}

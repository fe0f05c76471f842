package dev.tributary.embedded;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.exception.MongoServerException;
import dev.tributary.embedded.engine.EngineException;
import dev.tributary.embedded.wire.Commands;
import io.netty.channel.Channel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commands for the backend, and its errors in the protocol's form. */
record BackendCommands(StoreBackend backend) implements Commands {

    private static final Logger log = LoggerFactory.getLogger(BackendCommands.class);
    private static final int INTERNAL_ERROR = 1;
    private static final int OUT_OF_DISK_SPACE = 14031;

    @Override
    public void ended(Channel channel) {
        backend.handleClose(channel);
    }

    @Override
    public CompletableFuture<Document> execute(Channel channel, String database, String command, Document query) {
        return backend.execute(channel, database, command, query);
    }

    @Override
    public Document failure(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof MongoServerError refused) {
            return reply(
                    refused.getCode(), String.valueOf(refused.getCodeName()), refused.getMessageWithoutErrorCode());
        }
        if (cause instanceof EngineException unusable) {
            return unusable.diskFull()
                    ? reply(OUT_OF_DISK_SPACE, "OutOfDiskSpace", unusable.getMessage())
                    : reply(INTERNAL_ERROR, "InternalError", unusable.getMessage());
        }
        if (!(cause instanceof MongoServerException)) {
            log.error("A command of the embedded store failed", cause);
        }
        return reply(INTERNAL_ERROR, "InternalError", cause.toString());
    }

    private static Document reply(int code, String name, @Nullable String message) {
        return new Document("ok", 0)
                .append("errmsg", message)
                .append("code", code)
                .append("codeName", name);
    }
}

package dev.tributary.embedded.wire;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.wire.message.ClientRequest;
import de.bwaldvogel.mongo.wire.message.MessageHeader;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import de.bwaldvogel.mongo.wire.message.MongoQuery;
import de.bwaldvogel.mongo.wire.message.MongoReply;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands commands to the threads that run them, so that no connection waits for another one's command; a command that
 * waits for the disk keeps no thread. Errors go to the client; the log does not repeat what a client has sent.
 */
@ChannelHandler.Sharable
final class CommandHandler extends SimpleChannelInboundHandler<ClientRequest> {

    private static final Logger log = LoggerFactory.getLogger(CommandHandler.class);
    private static final int UNAUTHORIZED = 13;
    private static final int AUTHENTICATION_FAILED = 18;
    private static final Set<String> GREETINGS = Set.of("hello", "ismaster", "isMaster");

    private final Login login;
    private final UnknownClients unknown;
    private final Commands commands;
    private final Executor executor;
    private final AtomicInteger replies = new AtomicInteger();

    CommandHandler(Login login, UnknownClients unknown, Commands commands, Executor executor) {
        this.login = login;
        this.unknown = unknown;
        this.commands = commands;
        this.executor = executor;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ClientRequest request) {
        if (!login.admits(context.channel())) {
            var unused = context.close();
        } else if (request instanceof MongoMessage message) {
            executor.execute(() -> answer(context.channel(), message));
        } else if (request instanceof MongoQuery query) {
            send(context.channel(), new MongoReply(header(request), List.of(greet(query)), 0));
        }
    }

    private void answer(Channel channel, MongoMessage message) {
        Document query = message.getDocument();
        String command = query.keySet().iterator().next();
        CompletableFuture<Document> reply;
        try {
            reply = execute(channel, message.getDatabaseName(), command, query);
        } catch (RuntimeException | Error e) { // any failure has to be answered, because the client waits
            reply = CompletableFuture.failedFuture(e);
        }
        var unused = reply.exceptionally(commands::failure)
                .thenAccept(document -> send(channel, new MongoMessage(channel, header(message), document)));
    }

    private CompletableFuture<Document> execute(Channel channel, String database, String command, Document query) {
        if (command.equals("saslStart")) {
            return CompletableFuture.completedFuture(logIn(channel, query));
        }
        if (!login.allows(channel, command)) {
            throw new MongoServerError(UNAUTHORIZED, "Unauthorized", "command " + command + " requires a password");
        }
        if (GREETINGS.contains(command)) {
            welcome(channel, query);
        }
        String known = command.equals("hello") ? "ismaster" : command;
        return commands.execute(channel, database, known, query);
    }

    private Document logIn(Channel channel, Document query) {
        if (!login.accept(channel, query)) {
            throw new MongoServerError(AUTHENTICATION_FAILED, "AuthenticationFailed", "Authentication failed.");
        }
        unknown.remove(channel);
        return new Document("conversationId", 1)
                .append("done", true)
                .append("payload", new BinData(new byte[0]))
                .append("ok", 1.0);
    }

    /** Drivers send their first greeting in the old form; nothing else is taken in it. */
    private Document greet(MongoQuery query) {
        Document document = query.getQuery();
        String command = document.keySet().iterator().next();
        if (!query.getCollectionName().equals("$cmd")
                || !command.toLowerCase(Locale.ROOT).equals("ismaster")) {
            return commands.failure(
                    new MongoServerError(UNAUTHORIZED, "Unauthorized", "only isMaster is taken in this form"));
        }
        welcome(query.getChannel(), document);
        try {
            return commands.execute(query.getChannel(), query.getDatabaseName(), "ismaster", document)
                    .join();
        } catch (RuntimeException e) {
            return commands.failure(e);
        }
    }

    private void welcome(Channel channel, Document greeting) {
        if (login.isOwn(greeting)) {
            unknown.remove(channel);
        }
    }

    /** A reply that cannot be sent closes the connection, which the client notices. */
    private static void send(Channel channel, Object reply) {
        // listeners that are added after the write could run after the client's next message is read
        var unused = channel.writeAndFlush(
                reply,
                channel.newPromise()
                        .addListener(sent -> Login.answered(channel))
                        .addListener(ChannelFutureListener.CLOSE_ON_FAILURE));
    }

    private MessageHeader header(ClientRequest request) {
        return new MessageHeader(replies.incrementAndGet(), request.getHeader().getRequestID());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        executor.execute(() -> commands.ended(context.channel()));
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        log.debug("Connection to the embedded store closed: {}", cause.toString());
        var unused = context.close();
    }
}

package dev.tributary.embedded.wire;

import de.bwaldvogel.mongo.wire.MongoWireMessageEncoder;
import de.bwaldvogel.mongo.wire.MongoWireProtocolHandler;
import de.bwaldvogel.mongo.wire.MongoWireReplyEncoder;
import de.bwaldvogel.mongo.wire.message.ClientRequest;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A port of its own on the loopback interface, open to clients that have the password. */
public final class WireServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(WireServer.class);
    private static final long LOG_EVERY = TimeUnit.MINUTES.toNanos(1);

    /** Commands at a time; a further one waits for its turn. */
    private static final int COMMANDS = 32;

    /** Of all clients; the gateway's own has a pool of 100. Each costs memory, also before a login. */
    private static final int MAX_CONNECTIONS = 512;

    /** What a client may send that has not logged in. */
    private static final int GREETING = 16 << 10;

    private final Login login = new Login();
    private final ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final ExecutorService commands =
            Executors.newFixedThreadPool(COMMANDS, new DefaultThreadFactory("store-command", true));
    private final NioEventLoopGroup network = new NioEventLoopGroup(2, new DefaultThreadFactory("store-network", true));
    private final Channel port;
    private volatile long refusedAt = System.nanoTime() - LOG_EVERY - 1;

    /** Starts to serve. */
    public WireServer(Commands answers) {
        var handler = new CommandHandler(login, answers, commands);
        this.port = new ServerBootstrap()
                .group(network)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel client) {
                        if (clients.size() >= MAX_CONNECTIONS) {
                            refuse(client);
                            return;
                        }
                        clients.add(client);
                        client.pipeline()
                                .addLast(new MongoWireReplyEncoder())
                                .addLast(new MongoWireMessageEncoder())
                                .addLast(new BoundedProtocolHandler())
                                .addLast(handler);
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    private void refuse(Channel client) {
        long now = System.nanoTime();
        if (now - refusedAt > LOG_EVERY) {
            log.warn(
                    "The embedded store has {} connections and refuses further ones; other processes than the gateway"
                            + " connect to its port",
                    MAX_CONNECTIONS);
            refusedAt = now;
        }
        var unused = client.close();
    }

    /** The connection string with the password; not for any log. */
    public String uri() {
        return "mongodb://" + Login.USER + ':' + login.password() + "@127.0.0.1:"
                + ((InetSocketAddress) port.localAddress()).getPort() + "/?authMechanism=" + Login.MECHANISM
                + "&authSource=" + Login.SOURCE;
    }

    /** Takes no further commands, lets the running ones end, and closes the connections. */
    @Override
    public void close() {
        port.close().syncUninterruptibly();
        commands.shutdown();
        try {
            if (!commands.awaitTermination(10, TimeUnit.SECONDS)) {
                commands.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        clients.close().awaitUninterruptibly();
        network.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** Keeps a client that has not logged in from filling the memory. */
    private static final class BoundedProtocolHandler extends MongoWireProtocolHandler {

        @Override
        protected ClientRequest decode(ChannelHandlerContext context, ByteBuf bytes) throws Exception {
            if (bytes.readableBytes() >= Integer.BYTES
                    && !Login.isDone(context.channel())
                    && Integer.compareUnsigned(bytes.getIntLE(bytes.readerIndex()), GREETING) > 0) {
                throw new IOException("message too large before a login");
            }
            return super.decode(context, bytes);
        }
    }
}

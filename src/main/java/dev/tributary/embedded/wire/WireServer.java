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

/** A port of its own on the loopback interface, open to clients that have the password. */
public final class WireServer implements AutoCloseable {

    /** Commands at a time; a further one waits for its turn. */
    private static final int COMMANDS = 32;

    /** What a client may send that has not logged in. */
    private static final int GREETING = 16 << 10;

    private final Login login = new Login();
    private final UnknownClients unknown = new UnknownClients();
    private final ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final ExecutorService commands =
            Executors.newFixedThreadPool(COMMANDS, new DefaultThreadFactory("store-command", true));
    private final NioEventLoopGroup network = new NioEventLoopGroup(2, new DefaultThreadFactory("store-network", true));
    private final Channel port;

    /** Starts to serve. */
    public WireServer(Commands answers) {
        var handler = new CommandHandler(login, unknown, answers, commands);
        this.port = new ServerBootstrap()
                .group(network)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel client) {
                        clients.add(client);
                        unknown.add(client);
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
        var unused = network.scheduleWithFixedDelay(unknown::closeLate, 1, 1, TimeUnit.SECONDS);
    }

    /** The connection string with the password; not for any log. */
    public String uri() {
        return "mongodb://" + Login.USER + ':' + login.password() + "@127.0.0.1:"
                + ((InetSocketAddress) port.localAddress()).getPort() + "/?authMechanism=" + Login.MECHANISM
                + "&authSource=" + Login.SOURCE
                + "&appName=" + login.name();
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

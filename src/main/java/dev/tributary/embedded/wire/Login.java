package dev.tributary.embedded.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/**
 * The password of the port: random, of this process only, checked by the protocol's PLAIN mechanism. It crosses the
 * loopback interface only, and the client connects to the port that this process holds.
 *
 * <p>A driver watches its server through a connection that never logs in. A random name, which drivers send in the first message
 * of every connection, tells it from those of other processes. It opens no data.
 */
final class Login {

    static final String USER = "gateway";
    static final String MECHANISM = "PLAIN";
    static final String SOURCE = "$external";

    private static final AttributeKey<Boolean> DONE = AttributeKey.valueOf(Login.class, "done");
    private static final AttributeKey<Boolean> WAITING = AttributeKey.valueOf(Login.class, "waiting");
    private static final int BYTES = 32;

    /** What a driver asks before it logs in, and to see whether the server is there. It tells nothing of the data. */
    private static final Set<String> OPEN = Set.of("hello", "ismaster", "isMaster", "ping", "buildInfo", "buildinfo");

    private final String password = random();
    private final String name = random();

    private static String random() {
        var random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    String password() {
        return password;
    }

    /** The name of the application that the gateway's client sends. */
    String name() {
        return name;
    }

    /** Whether a greeting is that of the gateway's client. */
    boolean isOwn(Document greeting) {
        return greeting.get("client") instanceof Document client
                && client.get("application") instanceof Document application
                && application.get("name") instanceof String sent
                && MessageDigest.isEqual(name.getBytes(UTF_8), sent.getBytes(UTF_8));
    }

    /**
     * Whether a message is taken. Drivers wait for each answer before they log in: a client that does not could fill the memory
     * with its messages, and with answers that it does not read.
     */
    boolean admits(Channel channel) {
        return isDone(channel) || !Boolean.TRUE.equals(channel.attr(WAITING).getAndSet(true));
    }

    /** The answer to the last message has left. */
    static void answered(Channel channel) {
        channel.attr(WAITING).set(false);
    }

    boolean allows(Channel channel, String command) {
        return isDone(channel) || OPEN.contains(command);
    }

    static boolean isDone(Channel channel) {
        return Boolean.TRUE.equals(channel.attr(DONE).get());
    }

    /** Takes the only message of the mechanism: whom the user acts for, the user, the password, between zero bytes. */
    boolean accept(Channel channel, Document query) {
        boolean right = MECHANISM.equals(query.get("mechanism"))
                && query.get("payload") instanceof BinData payload
                && MessageDigest.isEqual(message(USER), payload.getData());
        if (right) {
            channel.attr(DONE).set(true);
        }
        return right;
    }

    private byte[] message(String user) {
        return (user + '\0' + user + '\0' + password).getBytes(UTF_8);
    }
}

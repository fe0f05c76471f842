package dev.tributary.egress;

import static dev.tributary.egress.PersistentServer.OK;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.egress.PersistentServer.Peer;
import dev.tributary.egress.PersistentServer.Script;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;

/** Subscribers on loopback that misbehave, each in its way. */
final class Subscribers {

    private Subscribers() {}

    /** Opens a subscriber, notes what is to be closed, and gives its URL. */
    interface Subscriber {
        String open(List<AutoCloseable> open) throws Exception;
    }

    interface Behaviour {
        void show(PersistentServer server, Peer peer) throws IOException;
    }

    private static Script always(Behaviour behaviour) {
        return (server, connection, request, peer) -> behaviour.show(server, peer);
    }

    static Subscriber serving(Behaviour behaviour) {
        return open -> {
            var server = new PersistentServer(always(behaviour));
            open.add(server);
            return server.url("/in");
        };
    }

    static Subscriber answering(String answer) {
        return serving((it, peer) -> {
            it.take(peer);
            peer.send(answer);
            peer.close();
        });
    }

    static Subscriber status(String line) {
        return answering("HTTP/1.1 " + line + "\r\nContent-Length: 0\r\n\r\n");
    }

    static Subscriber endless(String head) {
        return serving((it, peer) -> {
            it.take(peer);
            peer.send(head);
            while (true) {
                peer.send("x".repeat(8192));
            }
        });
    }

    static Subscriber dripping(String head) {
        return serving((it, peer) -> {
            it.take(peer);
            peer.send(head);
            peer.socket().setSoTimeout(100);
            while (true) {
                try {
                    peer.in().read();
                    return;
                } catch (SocketTimeoutException e) {
                    peer.send("x");
                }
            }
        });
    }

    static Subscriber secure(Callable<SSLContext> certificate) {
        return open -> {
            var server = new PersistentServer(certificate.call(), always((it, peer) -> {
                it.take(peer);
                peer.send(OK);
            }));
            open.add(server);
            return server.url("/in");
        };
    }

    static String redirecting(List<AutoCloseable> open) throws IOException {
        var canary = new PersistentServer(always((it, peer) -> it.take(peer)));
        open.add(() -> {
            assertThat(canary.connections()).isZero();
            canary.close();
        });
        try {
            return status("302 Found\r\nLocation: " + canary.url("/canary")).open(open);
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    /** Its queue of connections is full, so that the system answers no further one. */
    static String full(List<AutoCloseable> open) throws IOException {
        var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        open.add(listener);
        for (int i = 0; i < 2; i++) {
            open.add(new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort()));
        }
        return "http://127.0.0.1:" + listener.getLocalPort() + "/";
    }

    static String bomb() throws IOException {
        var zipped = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(zipped)) {
            gzip.write(new byte[40_000_000]);
        }
        return "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + zipped.size() + "\r\n\r\n"
                + zipped.toString(ISO_8859_1);
    }
}

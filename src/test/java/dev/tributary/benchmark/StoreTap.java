package dev.tributary.benchmark;

import com.mongodb.ConnectionString;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/**
 * Stands between a gateway and its store and counts, by what the store answers, the documents that were written. It costs
 * some time, so rates through it are a little low; the counts are exact.
 */
final class StoreTap implements AutoCloseable {

    private static final int HEADER = 16;
    private static final int OP_MSG = 2013;

    private final ServerSocket server;
    private final String host;
    private final int port;
    private final String storeUri;
    private final String storeHost;
    private final Map<String, Long> documents = new TreeMap<>();

    StoreTap(String storeUri) throws IOException {
        this.storeUri = storeUri;
        this.storeHost = new ConnectionString(storeUri).getHosts().get(0);
        String[] first = storeHost.split(":", -1);
        host = first[0];
        port = first.length == 2 ? Integer.parseInt(first[1]) : 27017;
        server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    /** The store's address through this tap. */
    String uri() {
        String options = storeUri.contains("?") ? "&directConnection=true" : "/?directConnection=true";
        return storeUri.replace(storeHost, "127.0.0.1:" + server.getLocalPort()) + options;
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void start(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        // one of the two has closed the connection
                    }
                },
                "store-tap");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket gateway = server.accept();
            Socket store = new Socket(host, port);
            gateway.setTcpNoDelay(true);
            store.setTcpNoDelay(true);
            Map<Integer, String> asked = new ConcurrentHashMap<>();
            start(() -> pass(gateway, store, message -> request(message, asked)));
            start(() -> pass(store, gateway, message -> reply(message, asked)));
        }
    }

    private interface Reader {
        void read(ByteBuffer message);
    }

    private static void pass(Socket from, Socket to, Reader reader) throws IOException {
        try (from;
                to) {
            DataInputStream in = new DataInputStream(from.getInputStream());
            OutputStream out = to.getOutputStream();
            while (true) {
                int length = Integer.reverseBytes(in.readInt());
                byte[] message = new byte[length];
                ByteBuffer view =
                        ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).putInt(0, length);
                in.readFully(message, 4, length - 4);
                reader.read(view);
                out.write(message);
            }
        }
    }

    private void request(ByteBuffer message, Map<Integer, String> asked) {
        if (message.getInt(12) == OP_MSG && message.get(HEADER + 4) == 0) {
            RawBsonDocument body = body(message);
            String name = body.getFirstKey();
            BsonValue collection = body.get(name);
            String command = name.toLowerCase(Locale.ROOT)
                    + (collection != null && collection.isString()
                            ? " " + collection.asString().getValue()
                            : "");
            asked.put(message.getInt(4), command);
        }
    }

    private void reply(ByteBuffer message, Map<Integer, String> asked) {
        String command = asked.remove(message.getInt(8));
        if (command == null || message.getInt(12) != OP_MSG || message.get(HEADER + 4) != 0) {
            return;
        }
        RawBsonDocument body = body(message);
        if (command.startsWith("insert ") || command.startsWith("delete ")) {
            count(documents, command, number(body, "n"));
        } else if (command.startsWith("update ")) {
            long upserted =
                    body.containsKey("upserted") ? body.getArray("upserted").size() : 0;
            count(documents, command, number(body, "nModified") + upserted);
        } else if (command.startsWith("findandmodify ") && body.containsKey("lastErrorObject")) {
            count(documents, command, number(body.getDocument("lastErrorObject"), "n"));
        }
    }

    private static RawBsonDocument body(ByteBuffer message) {
        int at = HEADER + 5;
        return new RawBsonDocument(message.array(), message.arrayOffset() + at, message.getInt(at));
    }

    private static long number(BsonDocument body, String name) {
        BsonValue value = body.get(name);
        return value == null ? 0 : value.asNumber().longValue();
    }

    private synchronized void count(Map<String, Long> counts, String name, long more) {
        counts.merge(name, more, Long::sum);
    }

    /** Documents inserted, changed and deleted so far, by command and collection. */
    synchronized Map<String, Long> documents() {
        return new TreeMap<>(documents);
    }

    /** Documents written so far to one collection, by any command. */
    synchronized long documentsOf(String collection) {
        return documents.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(" " + collection))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}

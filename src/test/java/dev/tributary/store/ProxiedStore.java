package dev.tributary.store;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import java.io.IOException;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.toxiproxy.ToxiproxyContainer;
import org.testcontainers.utility.DockerImageName;

/** A database server behind a network that can be broken. */
public final class ProxiedStore implements AutoCloseable {

    private static final int STORE_PORT = 27017;
    private static final int PROXY_PORT = 8666;

    private final Network network = Network.newNetwork();
    private final GenericContainer<?> store = new GenericContainer<>(DockerImageName.parse(TestDatabase.image()))
            .withExposedPorts(STORE_PORT)
            .withNetwork(network)
            .withNetworkAliases("store");
    private final ToxiproxyContainer toxiproxy =
            new ToxiproxyContainer("ghcr.io/shopify/toxiproxy:2.12.0").withNetwork(network);
    private final Proxy proxy;

    private ProxiedStore() throws IOException {
        store.start();
        toxiproxy.start();
        var client = new ToxiproxyClient(toxiproxy.getHost(), toxiproxy.getControlPort());
        proxy = client.createProxy("store", "0.0.0.0:" + PROXY_PORT, "store:" + STORE_PORT);
    }

    /** Starts one. Without Docker the calling test is skipped, or fails where Docker is required. */
    public static ProxiedStore start() throws IOException {
        Assumptions.assumeTrue(TestDatabase.dockerIsThere(), "no Docker engine");
        return new ProxiedStore();
    }

    public String directUri() {
        return uri(store.getMappedPort(STORE_PORT));
    }

    public String proxiedUri() {
        return uri(toxiproxy.getMappedPort(PROXY_PORT));
    }

    /** What is sent arrives; what is answered does not. */
    public void loseReplies() throws IOException {
        proxy.toxics().limitData("lost-replies", ToxicDirection.DOWNSTREAM, 0);
    }

    /** Nothing arrives any more, in either direction. */
    public void cut() throws IOException {
        proxy.disable();
    }

    /** Ends a {@link #cut}. */
    public void join() throws IOException {
        proxy.enable();
    }

    /** The network as it should be. */
    public void heal() throws IOException {
        proxy.toxics().get("lost-replies").remove();
    }

    @Override
    public void close() {
        toxiproxy.stop();
        store.stop();
        network.close();
    }

    private String uri(int port) {
        return "mongodb://" + store.getHost() + ":" + port
                + "/?directConnection=true&serverSelectionTimeoutMS=1000&socketTimeoutMS=2000";
    }
}

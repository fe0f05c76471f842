package dev.tributary.store;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** A database server of its own on a fixed port, so that it can be killed and started again in the same place. */
public final class StoreContainer implements AutoCloseable {

    private static final int PORT = 27017;

    private final int hostPort;
    private final GenericContainer<?> container;

    private StoreContainer(int hostPort) {
        this.hostPort = hostPort;
        this.container = new GenericContainer<>(DockerImageName.parse(TestDatabase.image()))
                .withExposedPorts(PORT)
                .withCreateContainerCmdModifier(command -> {
                    HostConfig host = Objects.requireNonNull(command.getHostConfig());
                    command.withHostConfig(host.withPortBindings(
                            new PortBinding(Ports.Binding.bindPort(hostPort), new ExposedPort(PORT))));
                });
    }

    /** Starts one. Without Docker the calling test is skipped, or fails where Docker is required. */
    public static StoreContainer start() {
        Assumptions.assumeTrue(TestDatabase.dockerIsThere(), "no Docker engine");
        var store = new StoreContainer(freePort());
        store.container.start();
        store.awaitAnswer();
        return store;
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String uri() {
        return "mongodb://127.0.0.1:" + hostPort + "/?directConnection=true";
    }

    /** SIGKILL. */
    public void kill() {
        DockerClientFactory.lazyClient()
                .killContainerCmd(container.getContainerId())
                .exec();
    }

    /** Starts what was killed, on its old data. */
    public void restart() {
        DockerClientFactory.lazyClient()
                .startContainerCmd(container.getContainerId())
                .exec();
        awaitAnswer();
    }

    @Override
    public void close() {
        container.stop();
    }

    private void awaitAnswer() {
        try (MongoClient client = MongoClients.create(uri())) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .ignoreExceptionsInstanceOf(MongoException.class)
                    .until(() -> client.getDatabase("admin")
                            .runCommand(new Document("ping", 1))
                            .containsKey("ok"));
        }
    }
}

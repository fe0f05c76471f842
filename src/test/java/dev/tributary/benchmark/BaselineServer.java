package dev.tributary.benchmark;

import static com.mongodb.client.model.Indexes.ascending;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.InsertManyOptions;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Date;
import java.util.function.Consumer;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.web.embedded.EmbeddedWebServerFactoryCustomizerAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.ServletWebServerFactoryAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportSelector;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * The gateway's server and its store, with a servlet that does the least that each target's name says. No component
 * of the gateway's, so that the gateway's own scan, which sees this class in tests, leaves it alone.
 */
@Import(BaselineServer.GatewayStore.class)
@ConfigurationPropertiesScan("dev.tributary.mongo.connection")
@ImportAutoConfiguration({
    ServletWebServerFactoryAutoConfiguration.class,
    EmbeddedWebServerFactoryCustomizerAutoConfiguration.class
})
class BaselineServer {

    private static final byte[] ANSWER = "{\"status\":\"accepted\"}".getBytes(UTF_8);

    public static void main(String[] args) {
        SpringApplication.run(BaselineServer.class, args);
    }

    /** The same database, embedded or not, under the same write concern. */
    static final class GatewayStore implements ImportSelector {

        @Override
        public String[] selectImports(AnnotationMetadata importing) {
            return new String[] {
                "dev.tributary.mongo.connection.StoreConfiguration",
                "dev.tributary.mongo.connection.DatabaseConfiguration"
            };
        }
    }

    @Bean
    MeterRegistry meterRegistry() {
        return new SimpleMeterRegistry();
    }

    @Bean
    ServletRegistrationBean<HttpServlet> hooks(MongoDatabase database, MongoClient client, Environment environment) {
        Target target = Target.valueOf(environment.getRequiredProperty("benchmark.target"));
        MongoCollection<Document> calls = database.getCollection("calls");
        Consumer<byte[]> store =
                switch (target) {
                    case L0 -> body -> {};
                    case L2 -> body -> calls.insertOne(document(body));
                    case L3 -> batched(calls);
                    case L4 ->
                        asTheGateway(
                                database,
                                client.getDatabase(environment.getRequiredProperty("benchmark.gateway-database")));
                    case G -> throw new IllegalArgumentException("the gateway is its own program");
                };
        return new ServletRegistrationBean<>(new Hooks(store), "/hooks/*");
    }

    private static Consumer<byte[]> batched(MongoCollection<Document> calls) {
        calls.createIndex(ascending("receivedAt"));
        InsertManyOptions unordered = new InsertManyOptions().ordered(false);
        GroupCommit<Document> commit = new GroupCommit<>(batch -> calls.insertMany(batch, unordered));
        return body -> commit.insert(document(body));
    }

    private static Consumer<byte[]> asTheGateway(MongoDatabase database, MongoDatabase gateway) {
        GatewayDocuments documents = new GatewayDocuments(database, gateway);
        GroupCommit<RawBsonDocument> commit = new GroupCommit<>(documents::insert);
        return body -> commit.insert(documents.event(body));
    }

    private static Document document(byte[] body) {
        return new Document("_id", new ObjectId().toHexString()) // in order of time, as a B-tree likes it
                .append("receivedAt", new Date())
                .append("body", new Binary(body));
    }

    private static final class Hooks extends HttpServlet {

        private static final long serialVersionUID = 1L;

        private final transient Consumer<byte[]> store;

        Hooks(Consumer<byte[]> store) {
            this.store = store;
        }

        /** Readiness. */
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            response.setStatus(200);
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            store.accept(request.getInputStream().readAllBytes());
            response.setContentType("application/json");
            response.setContentLength(ANSWER.length);
            response.getOutputStream().write(ANSWER);
        }
    }
}

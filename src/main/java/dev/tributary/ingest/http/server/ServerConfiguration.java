package dev.tributary.ingest.http.server;

import dev.tributary.platform.Worker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ServerConfiguration {

    private static final Duration EVERY = Duration.ofMillis(500);

    /** The protocols of this server's connectors. */
    record Protocols(List<WatchedProtocol> all) {}

    @Bean
    Protocols watchedProtocols() {
        return new Protocols(new CopyOnWriteArrayList<>());
    }

    @Bean
    ServerRefusals serverRefusals() {
        return new ServerRefusals();
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> connectionLimits(
            ServerSettings settings, Protocols protocols, ServerRefusals refusals) {
        return server -> {
            server.setProtocol(WatchedProtocol.class.getName());
            server.addConnectorCustomizers(connector -> protocols.all().add(limited(connector, settings, refusals)));
            server.addContextCustomizers(context ->
                    ((StandardHost) context.getParent()).setErrorReportValveClass(ProblemReport.class.getName()));
            server.addEngineValves(new UnreadBodyValve(), new ApiLimitValve(settings.maxApiRequests(), refusals));
        };
    }

    @Bean
    Worker connectionWatch(Protocols protocols) {
        return Worker.every(EVERY, "connections", Integer.MIN_VALUE + 1000, () -> protocols
                .all()
                .forEach(WatchedProtocol::closeSlow));
    }

    private static WatchedProtocol limited(Connector connector, ServerSettings settings, ServerRefusals refusals) {
        var protocol = (WatchedProtocol) connector.getProtocolHandler();
        protocol.limit(settings, refusals);
        // 100-continue only to calls whose body is wanted
        protocol.setContinueResponseTiming("onRead");
        return protocol;
    }
}

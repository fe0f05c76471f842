package dev.tributary.ingest.http.server;

import org.apache.catalina.core.StandardHost;
import org.springframework.boot.actuate.autoconfigure.web.server.ConditionalOnManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/**
 * The server's own answers on the management port in the same form. Spring Boot makes that server in a context of its own, and
 * finds this class by {@code META-INF/spring}; it is not a configuration that the gateway's context would scan.
 */
@ConditionalOnManagementPort(ManagementPortType.DIFFERENT)
class ManagementAnswers {

    @Bean
    static WebServerFactoryCustomizer<TomcatServletWebServerFactory> managementAnswers() {
        return server -> {
            server.addContextCustomizers(context ->
                    ((StandardHost) context.getParent()).setErrorReportValveClass(ProblemReport.class.getName()));
            server.addEngineValves(new UnreadBodyValve());
        };
    }
}

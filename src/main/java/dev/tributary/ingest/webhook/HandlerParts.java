package dev.tributary.ingest.webhook;

import dev.tributary.event.GatewayUri;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.provider.ProviderCatalog;
import dev.tributary.source.rule.SourceRules;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;

/**
 * The parts of a handler as the gateway wires them, and none of the others. Found by this class only, so that the gateway, which
 * scans all packages, does not take them twice.
 */
@ComponentScan({
    "dev.tributary.provider",
    "dev.tributary.verification",
    "dev.tributary.mapping",
    "dev.tributary.ingest.webhook"
})
@ConfigurationPropertiesScan("dev.tributary.provider")
final class HandlerParts {

    private HandlerParts() {}

    static WebhookHandler handler(String publicUrl, Clock clock, List<Path> mappings) {
        Map<String, Object> settings = new HashMap<>();
        for (Path folder : mappings) {
            settings.put("tributary.mappings[" + settings.size() + "]", folder.toString());
        }
        try (var context = new AnnotationConfigApplicationContext()) {
            MutablePropertySources sources = context.getEnvironment().getPropertySources();
            sources.stream().map(PropertySource::getName).toList().forEach(sources::remove); // variables of the process
            sources.addFirst(new MapPropertySource("mappings", settings));
            context.registerBean(Clock.class, () -> clock);
            context.registerBean(GatewayUri.class, () -> new GatewayUri(publicUrl));
            context.registerBean(TimeOrderedId.class, () -> new TimeOrderedId(clock));
            context.registerBean(
                    SourceRules.class, () -> new SourceRules(context.getBean(ProviderCatalog.class), false));
            context.register(HandlerParts.class);
            context.refresh();
            return context.getBean(WebhookHandler.class);
        }
    }
}

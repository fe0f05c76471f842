package dev.tributary.console.statistics;

import dev.tributary.console.call.Api;
import dev.tributary.console.page.ConsolePage;
import dev.tributary.console.page.JsonText;
import dev.tributary.console.page.NavEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The event types that this gateway can give, from the document of events that is for tools. */
@ConsolePage
class EventTypePages {

    /**
     * One type.
     *
     * @param schema path of the schema of its data
     * @param example as a subscriber gets it; empty for none
     */
    record Type(String name, String title, String summary, String schema, String example) {}

    @Bean
    static NavEntry eventTypeEntry() {
        return new NavEntry(80, "/console/event-types", "Event types", "events:read");
    }

    @GetMapping("/console/event-types")
    String list(Api api, Model model) {
        var types = new ArrayList<Type>();
        Map<String, Object> document = api.get("/asyncapi.json").orRefuse().json();
        map(map(document.get("components")).get("messages")).forEach((name, message) -> types.add(type(map(message))));
        model.addAttribute("types", types);
        return "console/statistics/types";
    }

    private static Type type(Map<?, ?> message) {
        Map<?, ?> data = map(map(map(message.get("payload")).get("properties")).get("data"));
        Object example = message.get("examples") instanceof List<?> examples && !examples.isEmpty()
                ? map(examples.get(0)).get("payload")
                : null;
        return new Type(
                String.valueOf(message.get("name")),
                String.valueOf(message.get("title")),
                String.valueOf(message.get("summary")),
                "/" + data.get("$ref"),
                example == null ? "" : JsonText.of(example));
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}

package dev.tributary.console.live;

import dev.tributary.console.call.Api;
import dev.tributary.console.call.ApiAnswer;
import dev.tributary.console.page.ListView;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.ui.Model;

/**
 * A list whose first page moves, with the newest first, while a person wants it: the parameter {@code live} is {@code on}.
 *
 * @param rows how many of the first ones are compared: one where rows only come in, all of a page where they change as well
 * @param always filters that a browser cannot change
 */
public record LiveList(ListView list, int rows, Map<String, String> always) {

    /** The parameter of the page. */
    public static final String LIVE = "live";

    private static final Duration REST = Duration.ofSeconds(2);
    private static final String ON = "on";

    /**
     * How a page is switched.
     *
     * @param other the page with the other setting
     * @param page this page
     */
    public record Switch(boolean isOn, String other, String page) {}

    public LiveView view() {
        return new LiveView(list.name(), REST, (asked, api) -> {
            var form = new LinkedHashMap<>(asked);
            form.putAll(always);
            return shown(list.newest(form, rows, api).orRefuse());
        });
    }

    /** Reads the page as its list does. The model also gets {@code live} where the page can move, and {@code stream} where it does. */
    public void add(Map<String, String> form, Api api, Model model) {
        ApiAnswer answer = list.add(form, api, model);
        if (!answer.isOk() || form.containsKey("cursor") || "asc".equals(form.get("order"))) {
            return;
        }
        Map<String, String> still = list.sent(form);
        var moving = new LinkedHashMap<>(still);
        moving.put(LIVE, ON);
        boolean isOn = ON.equals(form.get(LIVE));
        String page = ListView.link(list.page(), moving);
        model.addAttribute(LIVE, new Switch(isOn, isOn ? ListView.link(list.page(), still) : page, page));
        if (isOn) {
            model.addAttribute("stream", view().stream(still, shown(answer)));
        }
    }

    private Shown shown(ApiAnswer answer) {
        return Shown.of(answer.result().stream().limit(rows).toList());
    }
}

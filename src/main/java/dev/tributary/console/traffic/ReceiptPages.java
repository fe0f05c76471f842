package dev.tributary.console.traffic;

import dev.tributary.console.call.Api;
import dev.tributary.console.live.LiveList;
import dev.tributary.console.live.LiveView;
import dev.tributary.console.page.ConsolePage;
import dev.tributary.console.page.ListView;
import dev.tributary.console.page.NavEntry;
import dev.tributary.console.page.SavedViews;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;

/** The calls of providers as they came in, and one of them with what came of it. */
@ConsolePage
class ReceiptPages {

    private static final ListView RECEIPTS = new ListView(
            "/api/v1/receipts",
            "/console/receipts",
            "desc",
            List.of("verdict", "provider", "sourceId", "receivedtime[gte]", "receivedtime[lt]"));

    private static final LiveList LIVE = new LiveList(RECEIPTS, 1, Map.of());

    @Bean
    static NavEntry receiptEntry() {
        return new NavEntry(30, "/console/receipts", "Receipts", "events:read");
    }

    @Bean
    static LiveView liveReceipts() {
        return LIVE.view();
    }

    @GetMapping("/console/receipts")
    String list(@RequestParam Map<String, String> form, Api api, Model model) {
        LIVE.add(form, api, model);
        SavedViews.add(RECEIPTS, form, api, model);
        return "console/receipt/list";
    }

    @GetMapping("/console/receipts/{id}")
    String show(@PathVariable("id") String id, Api api, Model model) {
        model.addAttribute(
                "receipt", api.get("/api/v1/receipts/{id}", id).orRefuse().json());
        return "console/receipt/one";
    }

    /** The bytes of the call; each look is in the audit. */
    @GetMapping("/console/receipts/{id}/body")
    @ResponseBody
    void raw(@PathVariable("id") String id, Api api) throws IOException {
        api.download("/api/v1/receipts/{id}/body", Map.of(), MediaType.APPLICATION_OCTET_STREAM_VALUE, id + ".bin", id);
    }
}

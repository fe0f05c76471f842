package dev.tributary.console.traffic;

import dev.tributary.console.call.Api;
import dev.tributary.console.page.ConsolePage;
import dev.tributary.console.page.ListView;
import dev.tributary.console.page.NavEntry;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The audit, and whether its entries are as they were written. */
@ConsolePage
class AuditPages {

    private static final ListView ENTRIES = new ListView(
            "/api/v1/audit", "/console/audit", "desc", List.of("who", "action", "what", "time[gte]", "time[lt]"));

    @Bean
    static NavEntry auditEntry() {
        return new NavEntry(90, "/console/audit", "Audit", "auditor");
    }

    @GetMapping("/console/audit")
    String list(@RequestParam Map<String, String> form, Api api, Model model) {
        ENTRIES.add(form, api, model);
        return "console/audit/list";
    }

    /** Reads all entries, so that a person asks for it. */
    @GetMapping("/console/audit/verification")
    String verify(Api api, Model model) {
        model.addAttribute(
                "outcome", api.get("/api/v1/audit/verification").orRefuse().json());
        return "console/audit/verification";
    }
}

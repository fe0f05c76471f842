package dev.tributary.api.query;

import dev.tributary.event.CsvCell;
import dev.tributary.security.audit.AuditEntry;
import dev.tributary.security.audit.AuditEntry.Link;
import dev.tributary.security.audit.AuditVerification.Fault;
import dev.tributary.security.audit.AuditVerification.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** How entries and the outcome of a verification are shown. An entry without a place in the chain has no {@code number}. */
final class AuditForm {

    private static final List<String> COLUMNS =
            List.of("id", "number", "at", "who", "action", "what", "previous", "hash");

    static final String CSV_HEAD = String.join(",", COLUMNS) + "\r\n";

    private AuditForm() {}

    static Map<String, Object> shown(AuditEntry entry) {
        var shown = new LinkedHashMap<String, Object>();
        Link link = entry.link();
        shown.put("id", entry.id());
        if (link != null) {
            shown.put("number", link.number());
        }
        shown.put("at", entry.at().toString());
        shown.put("who", entry.who());
        shown.put("action", entry.action());
        shown.put("what", entry.action().endsWith(".export") ? ExportFilters.shown(entry.what()) : entry.what());
        if (link != null) {
            shown.put("previous", link.previous());
            shown.put("hash", link.hash());
        }
        return shown;
    }

    static String csv(AuditEntry entry) {
        Map<String, Object> shown = shown(entry);
        return COLUMNS.stream()
                .map(name -> CsvCell.of(Objects.toString(shown.get(name), "")))
                .collect(Collectors.joining(",", "", "\r\n"));
    }

    static Map<String, Object> shown(Outcome outcome) {
        var shown = new LinkedHashMap<String, Object>();
        Fault fault = outcome.fault();
        shown.put("intact", fault == null);
        shown.put("entries", outcome.entries());
        shown.put(
                "last",
                Map.of("number", outcome.last().number(), "hash", outcome.last().hash()));
        if (fault != null) {
            var first = new LinkedHashMap<String, Object>();
            if (fault.number() > 0) {
                first.put("number", fault.number());
            }
            if (fault.id() != null) {
                first.put("id", fault.id());
            }
            first.put("kind", fault.kind());
            first.put("detail", fault.detail());
            shown.put("fault", first);
        }
        return shown;
    }
}

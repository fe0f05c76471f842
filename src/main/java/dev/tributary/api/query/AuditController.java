package dev.tributary.api.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.api.contract.Caller;
import dev.tributary.api.contract.ListForm;
import dev.tributary.api.contract.ListRequest;
import dev.tributary.api.limit.TenantLimits;
import dev.tributary.event.EventLine;
import dev.tributary.mongo.page.IdPage;
import dev.tributary.problem.ProblemException;
import dev.tributary.security.audit.AuditEntry;
import dev.tributary.security.audit.AuditLog;
import dev.tributary.security.audit.AuditQuery;
import dev.tributary.security.audit.AuditStore;
import dev.tributary.security.audit.AuditVerification;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who did what, in the caller's tenant; the security chain asks for the scope or role {@code auditor}. */
@RestController
@RequestMapping("/api/v1/audit")
class AuditController {

    private static final Set<String> FILTERS =
            Set.of("number", "who", "action", "what", "time[gte]", "time[lt]", ListRequest.ORDER);
    private static final int EXPORT_PAGE = 200;

    private final AuditStore entries;
    private final AuditVerification verification;
    private final TenantLimits limits;
    private final AuditLog audit;
    private final ObjectMapper json;

    AuditController(
            AuditStore entries,
            AuditVerification verification,
            TenantLimits limits,
            AuditLog audit,
            ObjectMapper json) {
        this.entries = entries;
        this.limits = limits;
        this.verification = verification;
        this.audit = audit;
        this.json = json;
    }

    /** A page in JSON, or all of it as an export where the client accepts only one of its forms. */
    @GetMapping
    void list(HttpServletRequest request, HttpServletResponse response, JwtAuthenticationToken token)
            throws IOException {
        MediaType form = ListForm.of(request);
        Caller caller = Caller.of(token);
        var list = new ListRequest(request, caller, FILTERS);
        response.setContentType(form.toString());
        if (form.equals(MediaType.APPLICATION_JSON)) {
            IdPage<AuditEntry> page = entries.find(query(caller, list, list.after(), list.limit()));
            response.getOutputStream().write(json.writeValueAsBytes(list.page(page, AuditForm::shown)));
        } else {
            list.refuse("limit", "cursor");
            TenantLimits.Started running = limits.startExport(caller.tenant());
            try {
                audit.add(
                        caller.tenant(),
                        caller.name(),
                        "audit.export",
                        list.described((name, value) -> name.equals("number") && isNumber(value)));
                export(caller, list, form.equals(ListForm.CSV), response);
            } finally {
                running.close();
            }
        }
    }

    /** Reads the whole chain, so that a long one takes its time. */
    @GetMapping("/verification")
    Map<String, Object> verify(JwtAuthenticationToken token) {
        String tenant = Caller.of(token).tenant();
        TenantLimits.Started running = limits.startExport(tenant);
        try {
            return AuditForm.shown(verification.verify(tenant));
        } finally {
            running.close();
        }
    }

    private void export(Caller caller, ListRequest list, boolean csv, HttpServletResponse response) throws IOException {
        OutputStream out = new BufferedOutputStream(response.getOutputStream());
        if (csv) {
            out.write(AuditForm.CSV_HEAD.getBytes(UTF_8));
        }
        IdPage<AuditEntry> found;
        String after = null;
        do {
            found = entries.find(query(caller, list, after, EXPORT_PAGE));
            for (AuditEntry entry : found.found()) {
                out.write(
                        csv
                                ? AuditForm.csv(entry).getBytes(UTF_8)
                                : EventLine.of(json.writeValueAsBytes(AuditForm.shown(entry))));
            }
            after = found.next();
        } while (after != null);
        out.flush();
    }

    private static AuditQuery query(Caller caller, ListRequest list, @Nullable String after, int limit) {
        return new AuditQuery(
                caller.tenant(),
                number(list.filter("number")),
                list.filter("who"),
                list.filter("action"),
                list.filter("what"),
                list.moment("time[gte]"),
                list.moment("time[lt]"),
                list.order(),
                after,
                limit);
    }

    private static @Nullable Long number(@Nullable String text) {
        if (text == null) {
            return null;
        }
        if (!isNumber(text)) {
            throw ProblemException.invalid("number", "must be a whole number from 1 on");
        }
        return Long.valueOf(text);
    }

    private static boolean isNumber(String text) {
        return text.matches("[1-9]\\d{0,17}");
    }
}

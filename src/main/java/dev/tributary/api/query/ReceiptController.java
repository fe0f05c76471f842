package dev.tributary.api.query;

import dev.tributary.api.contract.Caller;
import dev.tributary.api.contract.ListRequest;
import dev.tributary.erasure.Erasures;
import dev.tributary.mongo.page.IdRange;
import dev.tributary.problem.Problem;
import dev.tributary.problem.ProblemException;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.receipt.ReceiptStore;
import dev.tributary.receipt.ReceiptStore.Filters;
import dev.tributary.receipt.ReceiptStore.Listed;
import dev.tributary.security.audit.AuditLog;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The calls as they came in, with the verdict on each. */
@RestController
@RequestMapping("/api/v1/receipts")
class ReceiptController {

    private static final Set<String> FILTERS =
            Set.of("provider", "sourceId", "verdict", "receivedtime[gte]", "receivedtime[lt]", ListRequest.ORDER);

    private final ReceiptStore receipts;
    private final Erasures erasures;
    private final AuditLog audit;

    ReceiptController(ReceiptStore receipts, Erasures erasures, AuditLog audit) {
        this.receipts = receipts;
        this.erasures = erasures;
        this.audit = audit;
    }

    @GetMapping
    Map<String, Object> list(HttpServletRequest request, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        var list = new ListRequest(request, caller, FILTERS);
        var filters = new Filters(
                caller.tenant(), list.filter("provider"), list.filter("sourceId"), verdict(list.filter("verdict")));
        List<Listed> found = found(filters, list);
        return list.page(found, Listed::position, listed -> shown(listed.receipt()));
    }

    private List<Listed> found(Filters filters, ListRequest list) {
        IdRange ids = IdRange.madeBetween(list.moment("receivedtime[gte]"), list.moment("receivedtime[lt]"))
                .in(list.order());
        try {
            return receipts.find(filters, ids, list.after(), list.limitAndOne());
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid("cursor", "belongs to no page of this list");
        }
    }

    /** With what the list leaves out, but never its bytes. */
    @GetMapping("/{id}")
    Map<String, Object> read(@PathVariable("id") String id, JwtAuthenticationToken token) {
        Receipt receipt = receipts.find(Caller.of(token).tenant(), id).orElseThrow(ProblemException::notFound);
        Map<String, Object> shown = shown(receipt);
        if (receipt.proof() != null) {
            shown.put("proof", receipt.proof().attribute());
        }
        if (receipt.released() != null) {
            shown.put("releasedFrom", receipt.released().wireName());
        }
        shown.put("redactions", receipt.content().redactions());
        shown.put("headers", receipt.content().headers());
        return shown;
    }

    /** Each look at raw bytes is written down before it is allowed. */
    @GetMapping("/{id}/body")
    ResponseEntity<byte[]> body(@PathVariable("id") String id, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        Receipt receipt = receipts.find(caller.tenant(), id).orElseThrow(ProblemException::notFound);
        if (erasures.isErased(receipt)) {
            throw new ProblemException(
                    Problem.of(HttpStatus.GONE, "The user of this call was erased; the receipt will be removed."));
        }
        audit.add(caller.tenant(), caller.name(), "receipt.body.read", id);
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(receipt.content().body());
    }

    private static Map<String, Object> shown(Receipt receipt) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("id", receipt.id());
        shown.put("provider", receipt.provider());
        shown.put("sourceId", receipt.sourceId());
        shown.put("receivedAt", receipt.receivedAt().toString());
        shown.put("verdict", receipt.verdict().wireName());
        shown.put("reason", receipt.reason());
        shown.put("duplicateOf", receipt.duplicateOf());
        shown.put("eventIds", receipt.eventIds());
        shown.put("keyId", receipt.keyId());
        shown.put("sha256", receipt.content().sha256());
        shown.put("size", receipt.content().size());
        shown.values().removeIf(Objects::isNull);
        return shown;
    }

    private static @Nullable Verdict verdict(@Nullable String name) {
        if (name == null) {
            return null;
        }
        return Arrays.stream(Verdict.values())
                .filter(verdict -> verdict.wireName().equals(name))
                .findFirst()
                .orElseThrow(() -> ProblemException.invalid(
                        "verdict",
                        "must be one of "
                                + Arrays.stream(Verdict.values())
                                        .map(Verdict::wireName)
                                        .toList()));
    }
}

package dev.tributary.api.statistics;

import dev.tributary.api.contract.Caller;
import dev.tributary.api.contract.ListRequest;
import dev.tributary.api.query.BankingFilters;
import dev.tributary.banking.TransactionSum;
import dev.tributary.banking.store.BankingStore;
import dev.tributary.mongo.page.IdPage;
import dev.tributary.problem.ProblemException;
import dev.tributary.provider.ProviderCatalog;
import dev.tributary.statistics.Measure;
import dev.tributary.statistics.StatisticKind;
import dev.tributary.statistics.StatisticQuery.Row;
import dev.tributary.statistics.StatisticReader;
import dev.tributary.statistics.TooManyCountsException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Figures of the caller's tenant. None of them reads history: see the package {@code statistics} for how they are counted. */
@RestController
@RequestMapping("/api/v1/statistics")
class StatisticsController {

    /** So many values of a facet are listed, those with most events first. */
    private static final int MAX_VALUES = 200;

    /** So many transactions are added up for one page. */
    private static final int TRANSACTIONS = 2_000;

    private final StatisticReader statistics;
    private final BankingStore banking;
    private final ProviderCatalog providers;
    private final Clock clock;

    StatisticsController(StatisticReader statistics, BankingStore banking, ProviderCatalog providers, Clock clock) {
        this.statistics = statistics;
        this.banking = banking.masked();
        this.providers = providers;
        this.clock = clock;
    }

    @GetMapping("/calls")
    Map<String, Object> calls(HttpServletRequest request, JwtAuthenticationToken token) {
        return figures(request, token, StatisticKind.CALLS, StatisticsController::count);
    }

    @GetMapping("/events")
    Map<String, Object> events(HttpServletRequest request, JwtAuthenticationToken token) {
        return figures(request, token, StatisticKind.EVENTS, StatisticsController::count);
    }

    @GetMapping("/deliveries")
    Map<String, Object> deliveries(HttpServletRequest request, JwtAuthenticationToken token) {
        return figures(request, token, StatisticKind.DELIVERIES, StatisticsController::delivered);
    }

    /** Which values the filters of events have had lately, and how many events had each. */
    @GetMapping("/facets")
    Map<String, Object> facets(HttpServletRequest request, JwtAuthenticationToken token) {
        var form = StatisticsForm.ofFacets(request, Caller.of(token), clock.instant());
        Map<String, Map<String, Long>> counts = new LinkedHashMap<>();
        form.query().groupBy().forEach(name -> counts.put(name, new TreeMap<>()));
        for (Row row : read(form)) {
            for (int i = 0; i < row.values().size(); i++) {
                counts.computeIfAbsent(form.query().groupBy().get(i), name -> new TreeMap<>())
                        .merge(row.values().get(i), row.counts()[0], Long::sum);
            }
        }
        Map<String, Object> facets = form.head();
        counts.forEach((name, values) -> facets.put(name, ofFacet(values)));
        return facets;
    }

    private static List<Map<String, Object>> ofFacet(Map<String, Long> values) {
        return values.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(MAX_VALUES)
                .map(StatisticsController::ofFacet)
                .toList();
    }

    private static Map<String, Object> ofFacet(Map.Entry<String, Long> value) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("value", value.getKey());
        shown.put("count", value.getValue());
        return shown;
    }

    /** Sums of the stored transactions but for those that are marked as deleted. */
    @GetMapping("/transactions")
    Map<String, Object> transactions(HttpServletRequest request, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        var list = new ListRequest(request, caller, BankingFilters.OF_TRANSACTIONS);
        list.refuse("limit");
        IdPage<TransactionSum> sums = BankingFilters.query(
                        list, caller, banking, providers, clock.instant(), TRANSACTIONS)
                .map(banking::sums)
                .orElseGet(IdPage::empty);
        return list.page(sums, Function.identity());
    }

    private Map<String, Object> figures(
            HttpServletRequest request,
            JwtAuthenticationToken token,
            StatisticKind kind,
            Function<long[], Map<String, Object>> shown) {
        var form = StatisticsForm.of(request, Caller.of(token), kind, clock.instant());
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Row row : read(form)) {
            Map<String, Object> one = form.head(row);
            one.putAll(shown.apply(row.counts()));
            rows.add(one);
        }
        Map<String, Object> answer = form.head();
        answer.put("result", rows);
        return answer;
    }

    private List<Row> read(StatisticsForm form) {
        try {
            return statistics.read(form.query());
        } catch (TooManyCountsException e) {
            throw ProblemException.invalid(
                    "time[gte]", "covers more counts than one answer adds up; name a later time, or a filter");
        }
    }

    private static Map<String, Object> count(long[] counts) {
        return Map.of("count", counts[0]);
    }

    private static Map<String, Object> delivered(long[] counts) {
        var shown = new LinkedHashMap<String, Object>();
        long delivered = counts[Measure.DELIVERED];
        long failed = counts[Measure.FAILED];
        shown.put("delivered", delivered);
        shown.put("failed", failed);
        shown.put("attempts", counts[Measure.ATTEMPTS]);
        if (delivered + failed > 0) {
            shown.put("successRate", Math.round(10_000.0 * delivered / (delivered + failed)) / 10_000.0);
        }
        long median = Measure.percentile(counts, 0.5);
        if (median >= 0) {
            var latency = new LinkedHashMap<String, Long>();
            latency.put("p50", median);
            latency.put("p95", Measure.percentile(counts, 0.95));
            latency.put("p99", Measure.percentile(counts, 0.99));
            shown.put("latencyMillis", latency);
        }
        return shown;
    }
}

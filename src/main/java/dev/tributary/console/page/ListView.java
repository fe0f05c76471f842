package dev.tributary.console.page;

import dev.tributary.console.call.Api;
import dev.tributary.console.call.ApiAnswer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.ui.Model;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * A page of a list of the API. Its fields are filters of the API, by their names. The model gets {@code rows}, the {@code form} as it
 * was sent, {@code errors} by field, and {@code firstPage} and {@code nextPage} where there are such pages.
 *
 * @param list path of the list in the API
 * @param page path of the page in the console
 * @param order {@code desc} where the list begins with the newest unless the form says otherwise; empty where the API knows one order only
 * @param filters that the form of the page may send
 * @param labels what the page says for names of filters in the API's errors
 */
public record ListView(String list, String page, String order, List<String> filters, Map<String, String> labels) {

    private static final String CURSOR = "cursor";
    /** A whole word, with the comparison that may follow it: {@code time[gte]}. */
    private static final Pattern FILTER_NAME = Pattern.compile("\\w+(\\[\\w+])?");

    /** A list whose errors name no other field. */
    public ListView(String list, String page, String order, List<String> filters) {
        this(list, page, order, filters, Map.of());
    }

    /**
     * Reads the page of the list that a form asks for, and gives the answer. A filter that the API refuses is an error beside its
     * field.
     */
    public ApiAnswer add(Map<String, String> form, Api api, Model model) {
        Map<String, String> sent = sent(form);
        Map<String, String> query = query(sent);
        query.put(CURSOR, form.getOrDefault(CURSOR, ""));
        ApiAnswer answer = api.list(list, query);
        if (answer.status() != HttpStatus.BAD_REQUEST.value()) {
            answer.orRefuse();
        }
        model.addAttribute("form", form);
        model.addAttribute("errors", labelled(answer.errors()));
        model.addAttribute("rows", answer.result());
        if (form.containsKey(CURSOR)) {
            model.addAttribute("firstPage", page(sent, ""));
        }
        String next = Objects.toString(answer.json().get("nextCursor"), "");
        if (!next.isEmpty()) {
            model.addAttribute("nextPage", page(sent, next));
        }
        return answer;
    }

    /** The first rows of the first page, as a form asks for it. */
    public ApiAnswer newest(Map<String, String> form, int rows, Api api) {
        Map<String, String> query = query(sent(form));
        query.put("limit", String.valueOf(rows));
        return api.list(list, query);
    }

    private Map<String, String> query(Map<String, String> sent) {
        var query = new LinkedHashMap<>(sent);
        query.putIfAbsent("order", order);
        return query;
    }

    /** The errors with the labels of the page in place of the names of filters. */
    private Map<String, String> labelled(Map<String, String> errors) {
        var labelled = new LinkedHashMap<>(errors);
        labelled.replaceAll((field, text) -> FILTER_NAME
                .matcher(text)
                .replaceAll(name -> Matcher.quoteReplacement(labels.getOrDefault(name.group(), name.group()))));
        return labelled;
    }

    /** The last part of its path. */
    public String name() {
        return list.substring(list.lastIndexOf('/') + 1);
    }

    /** The filters of a form, as the API takes them. */
    public Map<String, String> sent(Map<String, String> form) {
        var sent = new LinkedHashMap<String, String>();
        filters.forEach(name -> {
            String value = form.getOrDefault(name, "").strip();
            sent.put(name, name.contains("time[") ? UtcField.read(value) : value);
        });
        return sent;
    }

    private String page(Map<String, String> sent, String cursor) {
        var values = new LinkedHashMap<>(sent);
        values.put(CURSOR, cursor);
        return link(page, values);
    }

    /** An address with those of the parameters that have a value. */
    public static String link(String path, Map<String, String> parameters) {
        var link = UriComponentsBuilder.fromPath(path);
        var values = new LinkedHashMap<>(parameters);
        values.values().removeIf(String::isEmpty);
        values.keySet().forEach(name -> link.queryParam(name, "{" + name.replaceAll("\\W", "_") + "}"));
        var variables = new LinkedHashMap<String, Object>();
        values.forEach((name, value) -> variables.put(name.replaceAll("\\W", "_"), value));
        return link.encode().buildAndExpand(variables).toUriString();
    }
}

package dev.tributary.faultrun;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** One address of the sink: its answer, and the ledger of the requests that came. */
public final class Endpoint {

    /**
     * A delivery whose signature is right.
     *
     * @param eventId of the call, as {@link Load} numbered it
     * @param at {@link System#nanoTime()} when the request had been read
     */
    public record Request(String eventId, String webhookId, long at) {}

    private final String name;
    private final String uri;
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private final Queue<String> refused = new ConcurrentLinkedQueue<>();
    private volatile Answer answer = Answer.ok();
    private volatile Consumer<Request> beforeAnswer = request -> {};
    private volatile Consumer<Request> afterAnswer = request -> {};

    Endpoint(String name, String uri) {
        this.name = name;
        this.uri = uri;
    }

    public String name() {
        return name;
    }

    public String uri() {
        return uri;
    }

    /** From now on. */
    public Endpoint answering(Answer next) {
        this.answer = next;
        return this;
    }

    /** Runs when a request has been read and entered in the ledger, and when its answer has been sent. */
    public void onRequest(Consumer<Request> before, Consumer<Request> after) {
        this.beforeAnswer = before;
        this.afterAnswer = after;
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** The requests for each event, in the order in which they came. */
    public Map<String, List<Request>> byEvent() {
        return requests.stream().collect(Collectors.groupingBy(Request::eventId));
    }

    public Set<String> events() {
        return requests.stream().map(Request::eventId).collect(Collectors.toSet());
    }

    /** Requests in a span of {@link System#nanoTime()}; the end is excluded. */
    public long count(long from, long to) {
        return requests.stream()
                .filter(request -> request.at() - from >= 0 && request.at() - to < 0)
                .count();
    }

    /** Reasons why requests were answered 400: a missing or wrong signature. */
    public List<String> refused() {
        return List.copyOf(refused);
    }

    Answer answer() {
        return answer;
    }

    void add(Request request) {
        requests.add(request);
        beforeAnswer.accept(request);
    }

    void answered(Request request) {
        afterAnswer.accept(request);
    }

    void refuse(String reason) {
        refused.add(reason);
    }
}

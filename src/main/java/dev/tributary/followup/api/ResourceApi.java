package dev.tributary.followup.api;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One kind of API that resources are fetched from. It keeps no state. */
public interface ResourceApi {

    /** As {@code follow-ups.api} of a provider file names it. */
    String name();

    /** The kinds of resources that it has, by their names in an event. */
    List<String> kinds();

    /** The path and query of a URL that an event lists, which the provider's file has to allow; empty where it is none of this API. */
    Optional<String> path(String href);

    /**
     * Where such a URL leads.
     *
     * @param baseUri as the source has it; nothing else decides on the host
     * @return empty where it leads to another host
     */
    Optional<String> uri(String baseUri, String href);

    /**
     * Reads an answer, and gives what it holds to the sink.
     *
     * @throws UnfetchableException if the answer is not what its kind has, or says that it failed
     */
    ReadAnswer read(Listed listed, @Nullable String contentType, byte[] body, AnswerSink sink);

    /**
     * The URL behind a page.
     *
     * @param rows how many the page had
     * @param listed the URLs of this kind that the event lists so far
     * @return empty if the page was not full, was not the last one, or enough pages are listed
     */
    default Optional<String> nextPage(String href, int rows, List<String> listed) {
        return Optional.empty();
    }

    /**
     * How a session of an end user is had, where the API refuses the key; empty where there are no sessions.
     *
     * @param user the provider's id; it can stand in a header
     */
    default Optional<SessionRequest> session(String apiKey, String user) {
        return Optional.empty();
    }

    /**
     * What was fetched, and for whom.
     *
     * @param kind by its name in an event
     */
    record Listed(String tenant, String sourceId, String kind, String href) {}
}

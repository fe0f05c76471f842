package dev.tributary.console.live;

import dev.tributary.console.call.Api;
import dev.tributary.console.page.ListView;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A page that moves. Each feature of the console adds its own as a bean.
 *
 * @param name in the address of its stream
 * @param rest for how long a page that was told of a change is not told of another one
 * @param look reads what the page shows
 */
public record LiveView(String name, Duration rest, Look look) {

    static final String SEEN = "seen";

    /** Reads what a page shows. It is done about once a second for each page, and so has to be a bounded read. */
    @FunctionalInterface
    public interface Look {

        /**
         * @param asked parameters that the browser sent: values for the API, and never a path of it
         * @throws dev.tributary.console.call.ApiRefusedException if the API does not answer
         */
        Shown at(Map<String, String> asked, Api api);
    }

    /** The page of a job, whose id is the parameter {@code id}. */
    public static LiveView ofJob(String name, String path) {
        return new LiveView(
                name,
                Duration.ofSeconds(1),
                (asked, api) -> Shown.ofJob(api.get(path + "/{id}", asked.getOrDefault("id", ""))
                        .orRefuse()
                        .json()));
    }

    /**
     * The address of the stream for one page.
     *
     * @param shown what the page shows, so that no change between its read and the first one of the stream is missed
     */
    public String stream(Map<String, String> asked, Shown shown) {
        var parameters = new LinkedHashMap<>(asked);
        parameters.put(SEEN, shown.seen());
        return ListView.link("/console/live/" + name, parameters);
    }
}

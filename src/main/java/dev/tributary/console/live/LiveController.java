package dev.tributary.console.live;

import dev.tributary.console.call.Api;
import dev.tributary.console.call.ApiRefusedException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Tells the browser of a page that what it shows has changed. It says no more: the browser then loads the page as it would have
 * otherwise, so that there is one way by which anything is shown.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent events</a>
 */
@Controller
class LiveController {

    private static final String RETRY_SECONDS = "60";
    /** Whether the person is still signed in is looked at from the beginning each time that the browser connects. */
    private static final Duration LIFE = Duration.ofMinutes(5);

    private final Map<String, LiveView> views;
    private final LiveStreams streams;

    LiveController(List<LiveView> views, LiveStreams streams) {
        this.views = views.stream().collect(Collectors.toUnmodifiableMap(LiveView::name, Function.identity()));
        this.streams = streams;
    }

    /** Refusals have no page: a script reads them. */
    @GetMapping("/console/live/{view}")
    void stream(
            @PathVariable("view") String name,
            @RequestParam Map<String, String> asked,
            Api api,
            HttpServletResponse response) {
        LiveView view = views.get(name);
        if (view == null) {
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        } else if (streams.take()) {
            try {
                String seen = asked.getOrDefault(LiveView.SEEN, "");
                new LiveStream(() -> view.look().at(asked, api), view.rest(), seen, response, streams, LIFE).send();
            } catch (ApiRefusedException refusal) {
                response.setStatus(refusal.answer().status());
                if (!refusal.answer().retryAfter().isEmpty()) {
                    response.setHeader(HttpHeaders.RETRY_AFTER, refusal.answer().retryAfter());
                }
            } catch (IOException e) {
                // the browser is gone, or takes nothing
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                streams.release();
            }
        } else {
            response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
    }
}

package dev.tributary.start.listen;

import dev.tributary.start.listen.EventSource.RefusedException;
import dev.tributary.subscription.signing.SigningKeys;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** {@code listen}: runs until it is interrupted, or the gateway refuses it. It needs no settings and no store of a gateway. */
public final class Listen {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(30);

    private final Clock clock;
    private final PrintStream out;
    private final PrintStream errors;
    private boolean wasOpened;
    private Duration pause = FIRST_PAUSE;

    public Listen(Clock clock, PrintStream out, PrintStream errors) {
        this.clock = clock;
        this.out = out;
        this.errors = errors;
    }

    /** The exit code: 1 where the gateway refuses or does not answer at first, 2 for a command line that cannot be used. */
    public int run(String... arguments) {
        if (List.of(arguments).contains("--help")) {
            out.print(ListenOptions.HELP);
            return 0;
        }
        try {
            listen(ListenOptions.of(arguments));
            return 0;
        } catch (ListenException e) {
            errors.println(e.getMessage());
            return e.exitCode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private void listen(ListenOptions options) throws InterruptedException {
        var source = new EventSource(
                options.gateway(),
                options.token(),
                options.type(),
                options.since() == null ? null : clock.instant().minus(options.since()));
        var forwarder = new Forwarder(options.to(), SigningKeys.given(options.key()), clock, out);
        while (!Thread.interrupted()) {
            String lost = "The gateway has ended the stream";
            try {
                source.read(() -> opened(options), forwarder::forward);
            } catch (RefusedException e) {
                if (!wasOpened || !e.isPassing()) {
                    throw ListenException.refused(String.valueOf(e.getMessage()));
                }
                lost = String.valueOf(e.getMessage());
            } catch (IOException e) {
                if (!wasOpened) {
                    throw ListenException.refused("There is no answer from a gateway at " + options.gateway() + " ("
                            + e.getClass().getSimpleName() + ")");
                }
                lost = "The connection is lost (" + e.getClass().getSimpleName() + ")";
            }
            errors.println(lost + "; the next attempt is in " + pause.toSeconds() + " s");
            Thread.sleep(pause.toMillis());
            pause = pause.multipliedBy(2).compareTo(MAX_PAUSE) < 0 ? pause.multipliedBy(2) : MAX_PAUSE;
        }
    }

    private void opened(ListenOptions options) {
        pause = FIRST_PAUSE;
        if (wasOpened) {
            out.println("Connected again");
            return;
        }
        wasOpened = true;
        out.println("Forwarding events of " + options.gateway() + " to " + options.to());
        if (options.isGenerated()) {
            out.println("Signing secret: " + options.key().text());
        }
    }
}

package dev.tributary.ingest.http.server;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import org.jspecify.annotations.Nullable;

/**
 * Ends an asynchronous request that breaks off or takes too long. It completes the request in any case: the server would
 * make an error page otherwise, for a client that is gone.
 */
public abstract class EndListener implements AsyncListener {

    /** Called when the request breaks off or takes too long; may find that it has ended already. */
    protected abstract void end(@Nullable Throwable failure);

    @Override
    public final void onTimeout(AsyncEvent event) {
        complete(event);
    }

    @Override
    public final void onError(AsyncEvent event) {
        complete(event);
    }

    private void complete(AsyncEvent event) {
        end(event.getThrowable());
        try {
            event.getAsyncContext().complete();
        } catch (IllegalStateException e) {
            // it was completed
        }
    }

    @Override
    public final void onComplete(AsyncEvent event) {
        // it has ended
    }

    @Override
    public final void onStartAsync(AsyncEvent event) {
        // none starts twice
    }
}

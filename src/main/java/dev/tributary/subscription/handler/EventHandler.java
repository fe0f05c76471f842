package dev.tributary.subscription.handler;

/** Gets events inside the gateway. */
@FunctionalInterface
public interface EventHandler {

    /**
     * Takes one event. To return is to have it; it comes at least once, so an event that was taken may come again, with
     * the same id. Called by several threads at a time, in no order. After 20 seconds the thread is interrupted and the
     * attempt has failed.
     *
     * @throws Exception any: the attempt has failed, and the next one follows by the delivery schedule. Its class is kept
     *     in the history, its message is not
     */
    void handle(ReceivedEvent event) throws Exception;
}

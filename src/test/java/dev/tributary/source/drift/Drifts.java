package dev.tributary.source.drift;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.springframework.context.ApplicationContext;

/** Changes in the payloads of a source, for tests of other packages. */
public final class Drifts {

    private Drifts() {}

    /** Lets a source send enough of what is usual, and then one payload of an event that is new. */
    public static void find(ApplicationContext gateway, String tenant, String source, String event) {
        var watch = gateway.getBean(DriftWatch.class);
        var work = gateway.getBean(DriftWork.class);
        for (int i = 0; i < KnownSource.ENOUGH; i++) {
            watch.seen(tenant, "paybook", source, "usual", JsonNodeFactory.instance.objectNode());
        }
        work.flush();
        watch.seen(tenant, "paybook", source, event, JsonNodeFactory.instance.objectNode());
        work.flush();
    }
}

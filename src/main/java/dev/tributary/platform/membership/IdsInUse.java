package dev.tributary.platform.membership;

import java.util.List;

/**
 * The ids under which a living gateway stores. It makes them by its own clock, which may differ from those of others.
 *
 * @param since below each id that it has used
 * @param checkpoint below each id that it uses from now on
 */
public record IdsInUse(String gateway, String since, String checkpoint) {

    /** Reads them from the store. */
    public interface Reader {

        /** One for each gateway that has shown a heartbeat, and whose work was not taken over. */
        List<IdsInUse> all();
    }
}

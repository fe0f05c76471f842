package dev.tributary.api.source;

import dev.tributary.api.contract.Caller;
import dev.tributary.problem.ProblemException;
import dev.tributary.source.Source;
import dev.tributary.source.SourceRow;
import dev.tributary.source.SourceStore;

/** Finds the source that a request is about. */
public final class UsableSource {

    private UsableSource() {}

    /** @throws ProblemException 404 where the caller's tenant has no such source, 409 where it cannot be read */
    public static Source of(SourceStore sources, Caller caller, String id) {
        SourceRow row = sources.find(caller.tenant(), id).orElseThrow(ProblemException::notFound);
        if (row instanceof SourceRow.Usable usable) {
            return usable.source();
        }
        throw ProblemException.conflict(
                "This source cannot be read, for example because it was encrypted under another master key; "
                        + "delete it and create another one.");
    }
}

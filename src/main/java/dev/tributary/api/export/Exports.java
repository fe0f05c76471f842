package dev.tributary.api.export;

import com.mongodb.MongoException;
import dev.tributary.api.contract.Caller;
import dev.tributary.api.contract.ListForm;
import dev.tributary.api.contract.ListRequest;
import dev.tributary.api.limit.TenantLimits;
import dev.tributary.event.EventLine;
import dev.tributary.mongo.page.IdPage;
import dev.tributary.security.audit.AuditLog;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.BiPredicate;
import org.apache.coyote.CloseNowException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/** Sends whole lists, page by page, within the tenant's limit of exports at a time; each is written down in the audit. */
@Component
public final class Exports {

    private static final Logger log = LoggerFactory.getLogger(Exports.class);
    private static final int PAGE = 200;

    private final TenantLimits limits;
    private final AuditLog audit;
    private final ExportSettings settings;

    Exports(TenantLimits limits, AuditLog audit, ExportSettings settings) {
        this.limits = limits;
        this.audit = audit;
        this.settings = settings;
    }

    /** Reads a page of a list. */
    public interface Pages<T> {
        IdPage<T> read(@Nullable String after, int limit);
    }

    /**
     * Sends all of a list. One that is longer than an export may be ends without the end of the answer, so that no client takes
     * a part of it for all of it.
     *
     * @param namesNoUser whether the value of a filter names no end user, so that the audit may have it
     * @throws dev.tributary.problem.ProblemException 400, 403 or 429, before anything is sent
     */
    public <T> void send(
            Caller caller,
            ListRequest list,
            BiPredicate<String, String> namesNoUser,
            MediaType form,
            Table<T> table,
            Pages<T> pages,
            HttpServletResponse response)
            throws IOException {
        caller.needs("events:export");
        list.refuse("limit", "cursor");
        String name = table.name() + " of " + caller.tenant();
        TenantLimits.Started running = limits.startExport(caller.tenant());
        try {
            audit.add(caller.tenant(), caller.name(), table.name() + ".export", list.described(namesNoUser));
            OutputStream out = new BufferedOutputStream(response.getOutputStream());
            var progress = new ExportProgress(name, settings.maxRows(), response);
            write(pages, rows(form, table, out), progress);
            out.flush();
            progress.end();
        } catch (MongoException e) {
            if (!response.isCommitted()) {
                throw e;
            }
            log.warn(
                    "The export of {} breaks off: the store does not answer: {}",
                    name,
                    e.getClass().getSimpleName());
            throw new CloseNowException("An export broke off", e);
        } finally {
            running.close();
        }
    }

    private static <T> void write(Pages<T> pages, Rows<T> rows, ExportProgress progress) throws IOException {
        String after = null;
        do {
            IdPage<T> page = pages.read(after, PAGE);
            progress.next(page.found().size());
            for (T row : page.found()) {
                rows.write(row);
            }
            after = page.next();
        } while (after != null);
        rows.end();
    }

    private static <T> Rows<T> rows(MediaType form, Table<T> table, OutputStream out) throws IOException {
        if (form.equals(ListForm.PARQUET)) {
            return new ParquetRows<>(table, out);
        }
        if (form.equals(ListForm.CSV)) {
            return new CsvRows<>(table, out);
        }
        return new Rows<>() {
            @Override
            public void write(T row) throws IOException {
                out.write(EventLine.of(table.line().apply(row)));
            }

            @Override
            public void end() {
                // the last line has its end
            }
        };
    }
}

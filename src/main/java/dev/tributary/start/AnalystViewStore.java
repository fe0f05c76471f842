package dev.tributary.start;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoDatabase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Views for analysts who read the database itself: neither raw bytes nor encrypted values nor the gateway's own members;
 * in place of a personal value stands its hash, and none where its user is not known. Amounts are Decimal128, those of accounts and transactions with their sign.
 */
final class AnalystViewStore {

    private static final Logger log = LoggerFactory.getLogger(AnalystViewStore.class);
    private static final int EXISTS = 48;

    /** What each view takes from its collection. */
    static final Map<String, List<Document>> VIEWS = views();

    private final MongoDatabase database;

    AnalystViewStore(MongoDatabase database) {
        this.database = database;
    }

    /** Makes the views, or changes them to those of this release. Where that cannot be, the log says why. */
    void prepare() {
        Map<String, String> missing = new LinkedHashMap<>();
        VIEWS.forEach((name, pipeline) -> {
            try {
                prepare(name, pipeline);
            } catch (MongoCommandException e) {
                missing.put(name, e.getErrorCodeName() + " (code " + e.getErrorCode() + ")");
            } catch (IllegalStateException e) {
                missing.put(name, String.valueOf(e.getMessage()));
            }
        });
        if (missing.isEmpty()) {
            log.info("Views for analysts: {}", VIEWS.keySet());
        } else {
            log.warn(
                    "Views for analysts that could not be made: {}. TRIBUTARY_ANALYST_VIEWS=false makes none", missing);
        }
    }

    /**
     * The role {@code readWrite} may drop and create a view, but not change it.
     *
     * @throws IllegalStateException if a collection has the name, or the server has no views
     */
    private void prepare(String name, List<Document> pipeline) {
        Document there = listed(name);
        if (there != null && !isView(there)) {
            throw new IllegalStateException("a collection has this name");
        }
        if (there != null) {
            if (pipeline.equals(options(there).getList("pipeline", Document.class, List.of()))) {
                return;
            }
            database.getCollection(name).drop();
        }
        try {
            database.createView(name, collection(name), pipeline);
        } catch (MongoCommandException e) {
            if (e.getErrorCode() != EXISTS) { // another gateway has made it meanwhile
                throw e;
            }
        }
        if (!isView(listed(name))) {
            database.getCollection(name).drop();
            throw new IllegalStateException("the store has no views");
        }
    }

    static String collection(String view) {
        return view.substring(view.indexOf('_') + 1);
    }

    private @Nullable Document listed(String name) {
        return database.listCollections().filter(eq("name", name)).first();
    }

    /** Some servers leave out what makes a view one, and say nothing. */
    private static boolean isView(@Nullable Document listed) {
        return listed != null && "view".equals(listed.getString("type"));
    }

    private static Document options(Document listed) {
        return listed.get("options", new Document());
    }

    private static Map<String, List<Document>> views() {
        Map<String, Document> views = new LinkedHashMap<>();
        views.put("analyst_events", events());
        views.put(
                "analyst_connections",
                members("tenant sourceId providerId institution authorized locked refreshedAt version"));
        views.put(
                "analyst_accounts",
                members("tenant sourceId providerId kind creditDebitIndicator institution disabled refreshedAt version")
                        .append("name", "$hashes.name")
                        .append("number", "$hashes.number")
                        .append("providerConnectionId", "$connectionId")
                        .append("balance", "$balance.value")
                        .append("currency", "$balance.currency"));
        views.put(
                "analyst_transactions",
                members(
                                "tenant sourceId providerId bookedDate creditDebitIndicator pending deleted disabled refreshedAt"
                                        + " version")
                        .append("description", "$hashes.description")
                        .append("reference", "$hashes.reference")
                        .append("providerConnectionId", "$connectionId")
                        .append("providerAccountId", "$accountId")
                        .append("amount", "$amount.value")
                        .append("currency", "$amount.currency"));
        Map<String, List<Document>> pipelines = new LinkedHashMap<>();
        views.forEach((name, members) -> pipelines.put(name, List.of(new Document("$project", members))));
        return pipelines;
    }

    private static Document events() {
        return members("tenant sourceId source type subject time timeAt timebasis recordedtime correlationid provider"
                        + " providertype proof mappingversion receiptid data")
                .append("amount", "$data.payment.amount.value")
                .append("currency", "$data.payment.amount.currency")
                .append("status", "$data.payment.status");
    }

    private static Document members(String names) {
        var members = new Document();
        for (String name : names.split(" ", -1)) {
            members.append(name, 1);
        }
        return members;
    }
}

package dev.tributary.api.query;

import dev.tributary.api.contract.Caller;
import dev.tributary.api.contract.ListRequest;
import dev.tributary.event.EventCatalog;
import dev.tributary.eventstore.EventQuery;
import dev.tributary.mapping.EventMapper;
import dev.tributary.provider.ProviderCatalog;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The filters of events, which lists, exports and streams share. */
@Component
public final class EventFilters {

    /** Those of a stream, whose events are recorded from now on. */
    public static final Set<String> OF_STREAMS = Set.of(
            "type",
            "type[prefix]",
            "provider",
            "sourceId",
            "subject",
            "tenantid",
            "time[gte]",
            "time[lt]",
            "correlationid",
            "userId",
            "mentions");

    static final Set<String> OF_LISTS = Stream.concat(
                    OF_STREAMS.stream(),
                    Stream.of("recordedtime[gte]", "recordedtime[lt]", Unmasking.MASKED, ListRequest.ORDER))
            .collect(Collectors.toUnmodifiableSet());

    private final ProviderCatalog providers;
    private final Set<String> known = new HashSet<>(EventCatalog.TYPES);

    EventFilters(EventMapper mapper, ProviderCatalog providers) {
        this.providers = providers;
        this.known.addAll(mapper.types());
    }

    /** What the caller asks for; nothing where the tenant is another one. */
    public EventQuery query(Caller caller, ListRequest list, @Nullable String after, int limit) {
        String tenant = list.filter("tenantid");
        boolean isOther = tenant != null && !tenant.equals(caller.tenant());
        return new EventQuery(
                caller.tenant(),
                isOther ? Set.of() : types(list.filter("type"), list.filter("type[prefix]")),
                list.filter("provider"),
                list.filter("sourceId"),
                list.filter("subject"),
                list.filter("correlationid"),
                list.filter("userId"),
                list.filter("mentions"),
                list.moment("time[gte]"),
                list.moment("time[lt]"),
                list.moment("recordedtime[gte]"),
                list.moment("recordedtime[lt]"),
                list.order(),
                after,
                limit);
    }

    /** Null for any. An index carries single types; a prefix stands for the known ones that begin so. */
    private @Nullable Set<String> types(@Nullable String type, @Nullable String prefix) {
        if (prefix == null) {
            return type == null ? null : Set.of(type);
        }
        Set<String> candidates = type == null ? known : Set.of(type);
        return candidates.stream().filter(one -> one.startsWith(prefix)).collect(Collectors.toSet());
    }

    /** Whether the value of a filter names no end user. */
    BiPredicate<String, String> namesNoUser(Caller caller) {
        return (name, value) -> switch (name) {
            case "type" -> known.contains(value);
            case "type[prefix]" -> known.stream().anyMatch(type -> type.startsWith(value));
            case "provider" -> providers.find(value).isPresent();
            case Unmasking.MASKED -> true;
            case "tenantid" -> value.equals(caller.tenant());
            default -> false;
        };
    }
}

package dev.tributary.api.source;

import dev.tributary.api.contract.RequestFields;
import dev.tributary.egress.address.AddressRules;
import dev.tributary.egress.address.EgressDeniedException;
import dev.tributary.source.Source;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The member {@code api} of a source as the configuration API reads and shows it. Its secrets are never shown. */
@Component
public final class AccessForm {

    private static final double USUAL_RATE = 5;

    private final AddressRules addresses;

    AccessForm(AddressRules addresses) {
        this.addresses = addresses;
    }

    /** The access with the members that were sent in place of the old ones; null where null was sent. */
    public Source.@Nullable Api read(@Nullable RequestFields sent, Source.@Nullable Api old) {
        if (sent == null) {
            return null;
        }
        String baseUri = old == null || sent.sent("base_uri") ? sent.requiredText("base_uri") : old.baseUri();
        boolean moved = old != null
                && !baseUri.isEmpty()
                && !baseUri.equals(old.baseUri())
                && !AddressRules.haveSameOrigin(old.baseUri(), baseUri);
        String apiKey = apiKey(sent, old == null ? "" : old.apiKey(), moved);
        Source.Client client = client(sent, old == null ? null : old.client(), moved);
        if (apiKey.isEmpty() && client == null) {
            sent.fault("api_key", "is required, or client_id and client_secret instead");
        }
        double rate = sent.number("rate", old == null || sent.sent("rate") ? USUAL_RATE : old.rate());
        if (!baseUri.isEmpty() && (old == null || !baseUri.equals(old.baseUri()))) {
            checkAddress(sent, baseUri);
        }
        return new Source.Api(baseUri, apiKey, client, rate);
    }

    public static Map<String, Object> shown(Source.Api api) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("base_uri", api.baseUri());
        if (api.client() != null) {
            shown.put("client_id", api.client().id());
        }
        shown.put("rate", api.rate());
        return shown;
    }

    private void checkAddress(RequestFields sent, String baseUri) {
        try {
            if (addresses.checkNow(baseUri).getRawQuery() != null) {
                sent.fault("base_uri", "must not have a query; the paths that events list are put behind it");
            }
        } catch (EgressDeniedException e) {
            sent.fault("base_uri", String.valueOf(e.getMessage()));
        }
    }

    private static String apiKey(RequestFields sent, String stored, boolean moved) {
        if (!sent.sent("api_key")) {
            if (moved && !stored.isEmpty()) {
                sent.fault("api_key", RequestFields.SENT_AGAIN);
            }
            return stored;
        }
        return sent.text("api_key", "");
    }

    private static Source.@Nullable Client client(RequestFields sent, Source.@Nullable Client old, boolean moved) {
        String id = old == null || sent.sent("client_id") ? sent.text("client_id") : old.id();
        boolean stays = id != null && old != null && id.equals(old.id()) && !moved;
        String secret = secret(sent, "client_secret", id == null || old == null ? null : old.secret(), stays);
        String refreshToken =
                secret(sent, "refresh_token", id == null || old == null ? null : old.refreshToken(), stays);
        if (id != null) {
            if (secret == null) {
                sent.fault("client_secret", "is required beside client_id");
            }
            return new Source.Client(id, secret == null ? "" : secret, refreshToken);
        }
        if (secret != null || refreshToken != null) {
            sent.fault("client_id", "is required beside client_secret and refresh_token");
        }
        return null;
    }

    /** @param stays whether the client and the host are those that the stored value is for */
    private static @Nullable String secret(RequestFields sent, String name, @Nullable String stored, boolean stays) {
        if (!sent.sent(name)) {
            if (stored != null && !stays) {
                sent.fault(name, "must be sent again, because base_uri leads elsewhere or client_id is another one");
            }
            return stored;
        }
        return sent.text(name);
    }
}

package dev.tributary.egress;

import dev.tributary.egress.address.AddressRules;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;

/** Guarded clients for the tests of other packages. */
public final class OutgoingHttpFixtures {

    private OutgoingHttpFixtures() {}

    public static CloseableHttpClient client(AddressRules rules, OutgoingHttp.Limits limits) {
        return new OutgoingHttp(rules, SystemDefaultDnsResolver.INSTANCE).client(limits);
    }
}

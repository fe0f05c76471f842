package dev.tributary.egress.schedule;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints that are ready for a call, taken in turn: tenant by tenant, and within a tenant endpoint by endpoint. Taking
 * one costs the same however many there are.
 */
final class FairRing {

    private final Map<String, Deque<EndpointState>> tenants = new LinkedHashMap<>();

    void add(EndpointState endpoint) {
        tenants.computeIfAbsent(endpoint.tenant(), tenant -> new ArrayDeque<>()).add(endpoint);
    }

    /** The next one, taken out; null if there is none. */
    @Nullable
    EndpointState poll() {
        Iterator<Map.Entry<String, Deque<EndpointState>>> first =
                tenants.entrySet().iterator();
        if (!first.hasNext()) {
            return null;
        }
        Map.Entry<String, Deque<EndpointState>> tenant = first.next();
        first.remove();
        EndpointState next = tenant.getValue().poll();
        if (!tenant.getValue().isEmpty()) {
            tenants.put(tenant.getKey(), tenant.getValue());
        }
        return next;
    }
}

package dev.tributary.mapping;

import dev.tributary.event.CloudEventFormat;
import dev.tributary.event.Event;
import dev.tributary.provider.InvalidPayloadException;
import dev.tributary.provider.ProviderDescriptor;
import dev.tributary.provider.TestProviders;
import java.util.List;

/** Reads a body and maps it, as a verified call of each provider. */
public final class PayloadFuzz {

    private static final Mapping MAPPING = new Mapping();
    private static final List<String> PROVIDERS = TestProviders.catalog().all().stream()
            .map(ProviderDescriptor::provider)
            .toList();

    private PayloadFuzz() {}

    /** Fails if a body that is JSON gives no event, or one that cannot be written. */
    public static void fuzzerTestOneInput(byte[] input) {
        for (String provider : PROVIDERS) {
            List<Event> events;
            try {
                events = MAPPING.all(provider, input);
            } catch (InvalidPayloadException refused) {
                return; // by each provider
            }
            if (events.isEmpty()) {
                throw new AssertionError("no event");
            }
            events.forEach(event -> CloudEventFormat.readData(CloudEventFormat.data(CloudEventFormat.write(event))));
        }
    }
}

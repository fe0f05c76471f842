package dev.tributary.egress;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.egress.address.AddressLiteral;
import dev.tributary.egress.address.AddressRules;
import dev.tributary.egress.address.EgressDeniedException;
import java.net.URI;
import java.time.Instant;
import java.util.List;

/** Checks a URI that calls may go to, and reads the same text as a {@code Retry-After}. */
public final class UrlFuzz {

    private static final AddressRules RULES = new AddressRules(new AddressRules.Settings(List.of()));

    private UrlFuzz() {}

    /** Fails if a URI is accepted that leads to this machine or its network, or that may be read in two ways. */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, UTF_8);
        RetryAfter.parse(text, Instant.EPOCH).ifPresent(wait -> {
            if (wait.isNegative() || wait.compareTo(RetryAfter.MAX_WAIT) > 0) {
                throw new AssertionError(wait);
            }
        });
        URI uri;
        try {
            uri = RULES.check(text);
        } catch (EgressDeniedException refused) {
            return;
        }
        boolean isUnclear = !"https".equalsIgnoreCase(uri.getScheme())
                || uri.getRawUserInfo() != null
                || uri.getRawFragment() != null
                || !uri.toString().matches("\\p{ASCII}+")
                || uri.toString().contains("{")
                || uri.getRawAuthority().contains("@");
        if (isUnclear || !uri.equals(RULES.check(uri.toString()))) {
            throw new AssertionError("accepted " + uri);
        }
        AddressLiteral.parse(String.valueOf(uri.getHost())).ifPresent(address -> {
            if (address.isLoopbackAddress()
                    || address.isAnyLocalAddress()
                    || address.isLinkLocalAddress()
                    || address.isSiteLocalAddress()
                    || address.isMulticastAddress()) {
                throw new AssertionError("accepted " + uri);
            }
        });
    }
}

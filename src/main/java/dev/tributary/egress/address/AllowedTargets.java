package dev.tributary.egress.address;

import dev.tributary.platform.UnusableConfigurationException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the operator lists as allowed: CIDR blocks ({@code 10.1.0.0/16}, {@code fd00::/8}) and single targets ({@code host:port}). */
final class AllowedTargets {

    private final List<AddressRange> ranges = new ArrayList<>();
    private final Set<String> targets = new HashSet<>();

    /**
     * Reads a list.
     *
     * @param setting that has the entries
     * @throws UnusableConfigurationException if an entry is neither a CIDR block nor {@code host:port}
     */
    AllowedTargets(String setting, List<String> entries) {
        for (String entry : entries) {
            AddressRange.parse(entry).ifPresentOrElse(ranges::add, () -> targets.add(target(setting, entry)));
        }
    }

    /** Whether this host and port are listed as they stand. */
    boolean contains(String host, int port) {
        return targets.contains(target(host, port));
    }

    /** Whether a listed block contains the address. */
    boolean contains(InetAddress address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    /** Whether no block is listed. */
    boolean hasNoRanges() {
        return ranges.isEmpty();
    }

    private static String target(String setting, String entry) {
        int colon = entry.lastIndexOf(':');
        String host = colon < 0 ? "" : entry.substring(0, colon);
        String port = entry.substring(colon + 1);
        boolean usable = port.matches("\\d{1,5}")
                && Integer.parseInt(port) > 0
                && Integer.parseInt(port) <= 65535
                && (host.matches("[A-Za-z0-9._-]+") || isBracketed(host));
        if (!usable) {
            throw new UnusableConfigurationException(setting, "neither a CIDR block nor host:port: " + entry);
        }
        return target(host, Integer.parseInt(port));
    }

    private static boolean isBracketed(String host) {
        return host.startsWith("[") && AddressLiteral.parse(host).isPresent();
    }

    private static String target(String host, int port) {
        return AddressLiteral.parse(host).map(InetAddress::getHostAddress).orElse(host.toLowerCase(Locale.ROOT))
                + ' '
                + port;
    }
}

package dev.tributary.egress.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * IP addresses as text. Only one spelling of an IPv4 address is known here: four decimal numbers without leading zeros.
 * The others (decimal, octal, hexadecimal, shortened) are read differently by different systems.
 */
public final class AddressLiteral {

    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "\\." + OCTET + "\\." + OCTET + "\\." + OCTET);
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");
    private static final Pattern NUMERIC_END = Pattern.compile("(.*\\.)?(\\d+|0[xX][0-9A-Fa-f]*)\\.?");

    private AddressLiteral() {}

    /** An IPv4 or IPv6 address, the latter with or without brackets; empty for anything else. Looks nothing up. */
    public static Optional<InetAddress> parse(String text) {
        try {
            Matcher ipv4 = IPV4.matcher(text);
            if (ipv4.matches()) {
                byte[] bytes = new byte[4];
                for (int i = 0; i < 4; i++) {
                    bytes[i] = (byte) Integer.parseInt(ipv4.group(i + 1));
                }
                return Optional.of(InetAddress.getByAddress(bytes));
            }
            String bare = unbracketed(text);
            // with a colon in it the JDK parses and never asks a name server
            return IPV6.matcher(bare).matches() ? Optional.of(InetAddress.getByName(bare)) : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Whether some resolver may take a host for an IPv4 address, in any spelling: its last label is a number. */
    public static boolean looksNumeric(String host) {
        return NUMERIC_END.matcher(host).matches();
    }

    /** The text without the brackets that a URI has around an IPv6 address. */
    public static String unbracketed(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}

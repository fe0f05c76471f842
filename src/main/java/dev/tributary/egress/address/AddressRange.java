package dev.tributary.egress.address;

import java.net.InetAddress;
import java.util.Optional;

/** A block of addresses in CIDR notation. */
final class AddressRange {

    private final byte[] network;
    private final int prefix;

    private AddressRange(byte[] network, int prefix) {
        this.network = network;
        this.prefix = prefix;
    }

    /** Empty if the text is not {@code address/bits} with a literal address. */
    static Optional<AddressRange> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("\\d{1,3}")) {
            return Optional.empty();
        }
        int prefix = Integer.parseInt(text.substring(slash + 1));
        return AddressLiteral.parse(text.substring(0, slash))
                .map(InetAddress::getAddress)
                .filter(bytes -> prefix <= bytes.length * 8)
                .map(bytes -> new AddressRange(bytes, prefix));
    }

    boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != network.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >>> (bit % 8);
            if ((bytes[bit / 8] & mask) != (network[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}

package dev.tributary.embedded.index;

import java.util.Arrays;

/** A key that grows. Its bytes, compared without sign, have the order of what was appended. */
final class KeyBytes {

    private byte[] bytes = new byte[64];
    private int size;

    KeyBytes put(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
        return this;
    }

    KeyBytes put(byte[] values) {
        reserve(values.length);
        System.arraycopy(values, 0, bytes, size, values.length);
        size += values.length;
        return this;
    }

    KeyBytes putInt(int value) {
        return put(value >>> 24).put(value >>> 16).put(value >>> 8).put(value);
    }

    KeyBytes putLong(long value) {
        return putInt((int) (value >>> 32)).putInt((int) value);
    }

    /** Text or bytes of any length: a zero byte is escaped, two end it, so that a shorter one comes first. */
    KeyBytes putTerminated(byte[] values) {
        for (byte value : values) {
            put(value);
            if (value == 0) {
                put(0xFF);
            }
        }
        return put(0).put(0);
    }

    /** Turns the order of what was appended since a position. */
    KeyBytes invertFrom(int position) {
        for (int i = position; i < size; i++) {
            bytes[i] = (byte) ~bytes[i];
        }
        return this;
    }

    int size() {
        return size;
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, size);
    }

    private void reserve(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}

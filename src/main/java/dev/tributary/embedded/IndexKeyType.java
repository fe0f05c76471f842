package dev.tributary.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.bwaldvogel.mongo.backend.KeyValue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;
import org.h2.mvstore.type.ObjectDataType;
import org.jspecify.annotations.Nullable;

/**
 * Keys of a unique index, value by value. Texts, which nearly all are, are compared as they stand; without this, every
 * step of a search would serialize both keys.
 */
final class IndexKeyType extends BasicDataType<KeyValue> {

    private static final int OBJECT = 48;
    private static final byte TEXT = 0;
    private static final byte OTHER = 1;

    @Override
    public int compare(KeyValue one, KeyValue other) {
        int order = Integer.compare(one.size(), other.size());
        for (int i = 0; order == 0 && i < one.size(); i++) {
            order = compareValues(one.get(i), other.get(i));
        }
        return order;
    }

    private static int compareValues(@Nullable Object one, @Nullable Object other) {
        if (one instanceof String text && other instanceof String otherText) {
            return text.compareTo(otherText);
        }
        if (one instanceof String || other instanceof String) {
            return one instanceof String ? -1 : 1;
        }
        return Arrays.compare(ObjectDataType.serialize(one), ObjectDataType.serialize(other));
    }

    @Override
    public void write(WriteBuffer out, KeyValue key) {
        out.putVarInt(key.size());
        for (Object value : key) {
            boolean text = value instanceof String;
            byte[] bytes = text ? ((String) value).getBytes(UTF_8) : ObjectDataType.serialize(value);
            out.put(text ? TEXT : OTHER).putVarInt(bytes.length).put(bytes);
        }
    }

    @Override
    public KeyValue read(ByteBuffer in) {
        int size = DataUtils.readVarInt(in);
        List<@Nullable Object> values = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            boolean text = in.get() == TEXT;
            byte[] bytes = new byte[DataUtils.readVarInt(in)];
            in.get(bytes);
            values.add(text ? new String(bytes, UTF_8) : ObjectDataType.deserialize(bytes));
        }
        return new KeyValue(values);
    }

    @Override
    public KeyValue[] createStorage(int size) {
        return new KeyValue[size];
    }

    @Override
    public int getMemory(KeyValue key) {
        int memory = OBJECT;
        for (Object value : key) {
            memory += OBJECT + (value instanceof String text ? text.length() : 0);
        }
        return memory;
    }
}

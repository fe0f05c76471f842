package dev.tributary.embedded;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;
import org.jspecify.annotations.Nullable;

/** Documents in the file as BSON; Java's own serialization, which H2 falls back on, costs a multiple. */
final class DocumentType extends BasicDataType<Document> {

    private static final int OBJECT = 48;

    @Override
    public void write(WriteBuffer out, Document document) {
        ByteBuf bson = Unpooled.buffer(2048);
        BsonEncoder.encodeDocument(document, bson);
        out.put(bson.nioBuffer());
    }

    @Override
    public Document read(ByteBuffer in) {
        ByteBuf bson = Unpooled.wrappedBuffer(in);
        Document document = BsonDecoder.decodeBson(bson);
        in.position(in.position() + bson.readerIndex());
        return document;
    }

    @Override
    public Document[] createStorage(int size) {
        return new Document[size];
    }

    /** Roughly; it decides when a page is split and what the cache may hold. */
    @Override
    public int getMemory(Document document) {
        return size(document);
    }

    private static int size(@Nullable Object value) {
        if (value instanceof String text) {
            return OBJECT + text.length();
        }
        if (value instanceof BinData binary) {
            return OBJECT + binary.getData().length;
        }
        int size = OBJECT;
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> member : map.entrySet()) {
                size += OBJECT + size(member.getValue());
            }
        } else if (value instanceof Collection<?> elements) {
            for (Object element : elements) {
                size += size(element);
            }
        }
        return size;
    }
}

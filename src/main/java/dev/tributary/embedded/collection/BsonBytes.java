package dev.tributary.embedded.collection;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/** Documents as they are stored: BSON, as on the wire. */
final class BsonBytes {

    private static final int USUAL_SIZE = 2048;

    private BsonBytes() {}

    static byte[] of(Document document) {
        ByteBuf bson = Unpooled.buffer(USUAL_SIZE);
        BsonEncoder.encodeDocument(document, bson);
        return Arrays.copyOf(bson.array(), bson.writerIndex());
    }

    static Document read(byte[] bson) {
        return BsonDecoder.decodeBson(Unpooled.wrappedBuffer(bson));
    }
}

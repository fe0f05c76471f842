package dev.tributary.receipt;

import dev.tributary.event.Proof;
import dev.tributary.receipt.Receipt.Verdict;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.bson.BsonBinary;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.Document;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.DocumentCodec;
import org.bson.io.BasicOutputBuffer;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/**
 * The receipts of one commit as two deflated values: what is listed of them, as BSON, and their bodies one after another.
 * Calls of one provider are alike, so that together they deflate to a third; ids and digests are kept in binary.
 */
final class CallFormat {

    private static final DocumentCodec CODEC = new DocumentCodec();

    private CallFormat() {}

    /** What is listed of these receipts; the bodies are apart. */
    static Binary calls(List<Receipt> receipts) {
        try (var buffer = new BasicOutputBuffer(256 * receipts.size() + 64);
                var writer = new BsonBinaryWriter(buffer)) {
            writer.writeStartDocument();
            writer.writeStartArray("calls");
            receipts.forEach(receipt -> write(writer, receipt));
            writer.writeEndArray();
            writer.writeEndDocument();
            return deflated(List.of(buffer.toByteArray()));
        }
    }

    static Binary bodies(List<Receipt> receipts) {
        return deflated(
                receipts.stream().map(receipt -> receipt.content().body()).toList());
    }

    /** @param bodies null where they were not read: each body is then empty */
    static List<Receipt> read(String tenant, Binary calls, @Nullable Binary bodies) {
        byte[] bson = inflated(calls);
        Document all = CODEC.decode(
                new BsonBinaryReader(ByteBuffer.wrap(bson)),
                DecoderContext.builder().build());
        byte[] bytes = bodies == null ? null : inflated(bodies);
        var receipts = new ArrayList<Receipt>();
        int at = 0;
        for (Document call : all.getList("calls", Document.class)) {
            int length = call.getInteger("length");
            byte[] body = new byte[bytes == null ? 0 : length];
            if (bytes != null) {
                System.arraycopy(bytes, at, body, 0, length);
                at += length;
            }
            receipts.add(receipt(tenant, call, body));
        }
        return receipts;
    }

    private static void write(BsonBinaryWriter writer, Receipt receipt) {
        writer.writeStartDocument();
        writer.writeBinaryData("id", binary(receipt.id()));
        writer.writeString("provider", receipt.provider());
        writer.writeString("sourceId", receipt.sourceId());
        writer.writeDateTime("receivedAt", receipt.receivedAt().toEpochMilli());
        Verdict released = receipt.released();
        writer.writeString("verdict", (released == null ? receipt.verdict() : released).wireName());
        if (released != null) { // a member of its own, because gateways of older releases do not know the verdict
            writer.writeBoolean("released", true);
        }
        writeOptional(writer, "reason", receipt.reason());
        writeOptional(writer, "duplicateOf", receipt.duplicateOf());
        writer.writeStartArray("eventIds");
        receipt.eventIds().forEach(id -> writer.writeBinaryData(binary(id)));
        writer.writeEndArray();
        Proof proof = receipt.proof();
        writeOptional(writer, "proof", proof == null ? null : proof.attribute());
        writeOptional(writer, "keyId", receipt.keyId());
        writer.writeBinaryData(
                "sha256",
                new BsonBinary(HexFormat.of().parseHex(receipt.content().sha256())));
        writer.writeInt32("size", receipt.content().size());
        writer.writeStartArray("redactions");
        receipt.content().redactions().forEach(writer::writeString);
        writer.writeEndArray();
        writer.writeStartDocument("headers");
        receipt.content().headers().forEach(writer::writeString);
        writer.writeEndDocument();
        writer.writeInt32("length", receipt.content().body().length);
        writer.writeEndDocument();
    }

    private static void writeOptional(BsonBinaryWriter writer, String name, @Nullable String value) {
        if (value != null) {
            writer.writeString(name, value);
        }
    }

    private static Receipt receipt(String tenant, Document call, byte[] body) {
        var headers = new LinkedHashMap<String, String>();
        call.get("headers", Document.class).forEach((name, value) -> headers.put(name, String.valueOf(value)));
        String proof = call.getString("proof");
        Date receivedAt = call.getDate("receivedAt");
        Verdict verdict = Verdict.valueOf(call.getString("verdict").toUpperCase(Locale.ROOT));
        boolean released = call.getBoolean("released", false);
        return new Receipt(
                id(call.get("id", Binary.class)),
                tenant,
                call.getString("provider"),
                call.getString("sourceId"),
                Instant.ofEpochMilli(receivedAt.getTime()),
                released ? Verdict.RELEASED : verdict,
                call.getString("reason"),
                call.getString("duplicateOf"),
                call.getList("eventIds", Binary.class).stream()
                        .map(CallFormat::id)
                        .toList(),
                proof == null ? null : Proof.valueOf(proof.toUpperCase(Locale.ROOT)),
                call.getString("keyId"),
                new Receipt.Content(
                        HexFormat.of()
                                .formatHex(call.get("sha256", Binary.class).getData()),
                        call.getInteger("size"),
                        call.getList("redactions", String.class),
                        Map.copyOf(headers),
                        body),
                released ? verdict : null);
    }

    private static BsonBinary binary(String id) {
        UUID uuid = UUID.fromString(id);
        return new BsonBinary(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array());
    }

    private static String id(Binary binary) {
        ByteBuffer bytes = ByteBuffer.wrap(binary.getData());
        return new UUID(bytes.getLong(), bytes.getLong()).toString();
    }

    private static Binary deflated(List<byte[]> parts) {
        var deflater = new Deflater(Deflater.BEST_SPEED, true);
        var out = new ByteArrayOutputStream(1024);
        try (var deflate = new DeflaterOutputStream(out, deflater, 8192)) {
            for (byte[] part : parts) {
                deflate.write(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
        return new Binary(out.toByteArray());
    }

    private static byte[] inflated(Binary deflated) {
        var inflater = new Inflater(true);
        try (var inflate = new InflaterInputStream(new ByteArrayInputStream(deflated.getData()), inflater, 8192)) {
            return inflate.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            inflater.end();
        }
    }
}

package dev.tributary.api;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Lets the library's reader read pages that are compressed by gzip. */
final class GunzippedPages implements CompressionCodecFactory {

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName name) {
        throw new UnsupportedOperationException("files are only read");
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
        return new BytesInputDecompressor() {

            @Override
            public BytesInput decompress(BytesInput bytes, int size) throws IOException {
                return BytesInput.from(gunzipped(bytes.toInputStream().readAllBytes()));
            }

            @Override
            public void decompress(ByteBuffer input, int inputSize, ByteBuffer output, int size) throws IOException {
                byte[] bytes = new byte[inputSize];
                input.get(bytes);
                output.put(gunzipped(bytes));
            }

            @Override
            public void release() {
                // holds nothing
            }
        };
    }

    private static byte[] gunzipped(byte[] bytes) throws IOException {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        }
    }

    @Override
    public void release() {
        // holds nothing
    }
}

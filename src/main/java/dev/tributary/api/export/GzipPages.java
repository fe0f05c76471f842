package dev.tributary.api.export;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Compresses the pages of a Parquet file by what Java has itself: the library's own compression needs native code. */
final class GzipPages implements CompressionCodecFactory {

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName name) {
        return new BytesInputCompressor() {

            @Override
            public BytesInput compress(BytesInput page) throws IOException {
                var compressed = new ByteArrayOutputStream((int) Math.max(64, page.size() / 4));
                try (OutputStream out = new GZIPOutputStream(compressed)) {
                    page.writeAllTo(out);
                }
                return BytesInput.from(compressed.toByteArray());
            }

            @Override
            public CompressionCodecName getCodecName() {
                return CompressionCodecName.GZIP;
            }

            @Override
            public void release() {
                // holds nothing
            }
        };
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
        throw new UnsupportedOperationException("files are only written");
    }

    @Override
    public void release() {
        // holds nothing
    }
}

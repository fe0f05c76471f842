package dev.tributary.followup.paybook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.followup.api.UnfetchableException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives as other tools write them, byte by byte after APPNOTE.TXT. */
class ArchiveDialectsTest {

    private static final int UTF_8_NAMES = 1 << 11;
    private static final int DESCRIPTOR = 1 << 3;
    private static final int ENCRYPTED = 1;

    private final List<String> seen = new ArrayList<>();

    @ParameterizedTest(name = "{1} in {0}, flag {2}: {3}")
    @CsvSource({
        "IBM437, a\u00F1o.pdf, false, a\u00F1o.pdf",
        "IBM437, \u00DCberweisung.pdf, false, \u00DCberweisung.pdf",
        "ISO-8859-1, a\u00F1o.pdf, false, a\u00B1o.pdf",
        "UTF-8, a\u00F1o.pdf, true, a\u00F1o.pdf",
        "UTF-8, a\u00F1o.pdf, false, a\u00F1o.pdf",
        "ISO-8859-1, a\u00F1o.pdf, true, a?o.pdf"
    })
    void keepsBothDocumentsWhateverTheirNamesAreWrittenIn(String charset, String name, boolean flag, String read) {
        byte[] zip = zip(
                new Entry(name.getBytes(Charset.forName(charset)), flag ? UTF_8_NAMES : 0, "%PDF"),
                new Entry("b.json".getBytes(UTF_8), 0, "{}"));

        read(zip);

        assertThat(seen).containsExactly(read + " %PDF", "b.json {}");
    }

    @Test
    void keepsStoredEntriesWithDataDescriptors() {
        read(zip(
                new Entry("a.pdf".getBytes(UTF_8), DESCRIPTOR, "%PDF"),
                new Entry("empty".getBytes(UTF_8), DESCRIPTOR, ""),
                new Entry("b.json".getBytes(UTF_8), DESCRIPTOR | UTF_8_NAMES, "PK\3\4 PK\7\b")));

        assertThat(seen).containsExactly("a.pdf %PDF", "empty ", "b.json PK\3\4 PK\7\b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "a\\..\\evil", "/etc/passwd"})
    void refusesAnUnsafeNameInTheDirectoryAlone(String name) {
        assertThatThrownBy(() -> read(zip(new Entry(name.getBytes(UTF_8), DESCRIPTOR, "x"))))
                .isInstanceOf(UnfetchableException.class)
                .hasMessageContaining("unsafe");
        assertThat(seen).isEmpty();
    }

    @Test
    void refusesAnEntryThatIsEncryptedOrWhoseBytesAreNotThoseOfItsSum() {
        assertThatThrownBy(() -> read(zip(new Entry("a".getBytes(UTF_8), ENCRYPTED, "x"))))
                .isInstanceOf(UnfetchableException.class)
                .hasMessageContaining("encrypted");
        byte[] changed = zip(new Entry("a".getBytes(UTF_8), 0, "content"));
        changed[31] ^= 1; // the first byte of the content
        assertThatThrownBy(() -> read(changed))
                .isInstanceOf(UnfetchableException.class)
                .hasMessageContaining("broken");
        assertThat(seen).isEmpty();
    }

    @ParameterizedTest(name = "method {0}")
    @ValueSource(ints = {1, 6, 9, 12, 14, 93, 95, 98})
    void refusesAnEntryOfAnotherMethodThanDeflate(int method) {
        byte[] zip = zip(new Entry("a".getBytes(UTF_8), 0, "content"));
        int directory = new String(zip, ISO_8859_1).indexOf("PK\1\2");
        zip[directory + 10] = (byte) method;
        assertThatThrownBy(() -> read(zip))
                .isInstanceOf(UnfetchableException.class)
                .hasMessageContaining("compressed in an unknown way");
        assertThat(seen).isEmpty();
    }

    @Test
    void refusesADirectoryOfAHundredThousandEntriesOnOneContent() {
        var name = "a".getBytes(UTF_8);
        var entries = new Entry[100_000];
        Arrays.fill(entries, new Entry(name, 0, ""));

        assertThatThrownBy(() -> read(zip(entries)))
                .isInstanceOf(UnfetchableException.class)
                .hasMessageContaining("entries");
    }

    private void read(byte[] zip) {
        new Archive(zip).forEach((name, content) -> seen.add(name + " " + new String(content, ISO_8859_1)));
    }

    @SuppressWarnings("ArrayRecordComponent") // one holder, never compared
    private record Entry(byte[] name, int flags, String content) {

        private byte[] bytes() {
            return content.getBytes(ISO_8859_1);
        }

        private int crc() {
            var crc = new CRC32();
            crc.update(bytes());
            return (int) crc.getValue();
        }
    }

    /** All entries stored. With a data descriptor the local header has neither sizes nor sum. */
    private static byte[] zip(Entry... entries) {
        var out = new ByteArrayOutputStream();
        var directory = new ByteArrayOutputStream();
        for (Entry entry : entries) {
            boolean later = (entry.flags() & DESCRIPTOR) != 0;
            int size = entry.bytes().length;
            int offset = out.size();
            write(out, "PK\3\4", 20, entry.flags(), 0, 0, 0);
            write(out, later ? 0 : entry.crc(), later ? 0 : size, later ? 0 : size);
            write(out, "", entry.name().length, 0);
            out.writeBytes(entry.name());
            out.writeBytes(entry.bytes());
            if (later) {
                write(out, "PK\7\b");
                write(out, entry.crc(), size, size);
            }
            write(directory, "PK\1\2", 20, 20, entry.flags(), 0, 0, 0);
            write(directory, entry.crc(), size, size);
            write(directory, "", entry.name().length, 0, 0, 0, 0);
            write(directory, 0, offset);
            directory.writeBytes(entry.name());
        }
        int start = out.size();
        out.writeBytes(directory.toByteArray());
        write(out, "PK\5\6", 0, 0, Math.min(entries.length, 0xFFFF), Math.min(entries.length, 0xFFFF));
        write(out, directory.size(), start);
        write(out, "", 0);
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, String signature, int... shorts) {
        out.writeBytes(signature.getBytes(ISO_8859_1));
        for (int value : shorts) {
            out.writeBytes(ByteBuffer.allocate(2)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putShort((short) value)
                    .array());
        }
    }

    private static void write(ByteArrayOutputStream out, int... ints) {
        for (int value : ints) {
            out.writeBytes(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(value)
                    .array());
        }
    }
}

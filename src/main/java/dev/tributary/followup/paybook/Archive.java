package dev.tributary.followup.paybook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.followup.api.UnfetchableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Collections;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * A ZIP file from outside, read by the directory at its end. It is read twice: nothing of an archive is given out before all
 * of it was found to be within the limits, and no more than one entry is held in memory.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">APPNOTE.TXT, sections 4.3.12 and appendix D</a>
 */
final class Archive {

    /** Why an archive is not taken. */
    static final String REFUSED = "archive_refused";

    static final int MAX_ENTRIES = 1_000;
    static final int MAX_ENTRY = 8 << 20;
    static final long MAX_EXPANDED = 64L << 20;
    static final int MAX_RATIO = 100;

    /** An archive inside the archive has signatures of its own. */
    private static final int MAX_SIGNATURES = 20 * MAX_ENTRIES;

    private static final Charset CP437 = Charset.forName("IBM437");
    private static final int MAX_NAME = 500;
    private static final Pattern UNSAFE_NAME = Pattern.compile(
            "|\\s+|[/\\\\].*|[A-Za-z]:.*|(.*[/\\\\])?\\.\\.([/\\\\].*)?|.*\\p{Cntrl}.*", Pattern.DOTALL);

    private final byte[] bytes;

    Archive(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Whether the bytes begin as a ZIP file does, an empty one included. */
    static boolean hasMagic(byte[] bytes) {
        return bytes.length >= 4
                && bytes[0] == 'P'
                && bytes[1] == 'K'
                && ((bytes[2] == 3 && bytes[3] == 4) || (bytes[2] == 5 && bytes[3] == 6));
    }

    /** The content type that a file's name stands for. */
    static String contentType(String name) {
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return switch (extension) {
            case "pdf" -> "application/pdf";
            case "json" -> "application/json";
            case "xml" -> "application/xml";
            default -> "application/octet-stream";
        };
    }

    /**
     * Gives out the files of a good archive, in their order; folders are left out.
     *
     * @throws UnfetchableException if the archive is broken, too large once expanded, or names a file outside of it
     */
    void forEach(BiConsumer<String, byte[]> file) {
        read((name, content) -> {});
        read(file);
    }

    private void read(BiConsumer<String, byte[]> file) {
        if (!hasMagic(bytes)) {
            throw refused("it is not a ZIP file");
        }
        if (signatures() > MAX_SIGNATURES) {
            throw refused("more than " + MAX_ENTRIES + " entries");
        }
        try (ZipFile zip = opened()) {
            long expanded = 0;
            int entries = 0;
            for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                entries++;
                byte[] content = content(zip, entry);
                expanded += content.length;
                check(name(entry), entries, content.length, expanded);
                verify(entry, content);
                if (!entry.isDirectory()) {
                    file.accept(name(entry), content);
                }
            }
        } catch (IOException e) {
            throw refused("it is broken");
        }
    }

    private ZipFile opened() throws IOException {
        try {
            return ZipFile.builder()
                    .setByteArray(bytes)
                    .setCharset(CP437)
                    .setIgnoreLocalFileHeader(true)
                    .get();
        } catch (RuntimeException e) { // of several kinds, for headers that make no sense
            throw new IOException("unusable headers", e);
        }
    }

    private static byte[] content(ZipFile zip, ZipArchiveEntry entry) throws IOException {
        // other methods need libraries that are not here, and no provider is known to use them
        boolean known = entry.getMethod() == ZipEntry.STORED || entry.getMethod() == ZipEntry.DEFLATED;
        if (!known || !zip.canReadEntryData(entry)) {
            throw refused("an entry is encrypted, or compressed in an unknown way");
        }
        try (InputStream content = zip.getInputStream(entry)) {
            return content.readNBytes(MAX_ENTRY + 1);
        } catch (RuntimeException e) { // as above, for sizes and extra fields of one entry
            throw new IOException("unusable headers", e);
        }
    }

    /** In UTF-8 where the entry says so, and where its bytes are some; else in CP437, as the format has it. */
    private static String name(ZipArchiveEntry entry) {
        byte[] raw = entry.getRawName();
        if (raw == null || entry.getNameSource() != ZipArchiveEntry.NameSource.NAME) {
            return entry.getName();
        }
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
        } catch (CharacterCodingException e) {
            return entry.getName();
        }
    }

    private static void verify(ZipArchiveEntry entry, byte[] content) {
        var crc = new CRC32();
        crc.update(content);
        if (content.length != entry.getSize() || crc.getValue() != entry.getCrc()) {
            throw refused("it is broken");
        }
    }

    private void check(String name, int entries, int size, long expanded) {
        if (entries > MAX_ENTRIES) {
            throw refused("more than " + MAX_ENTRIES + " entries");
        }
        if (size > MAX_ENTRY || expanded > MAX_EXPANDED) {
            throw refused("too large once expanded");
        }
        if (expanded > (long) MAX_RATIO * bytes.length) {
            throw refused("it expands more than " + MAX_RATIO + " times");
        }
        if (name.length() > MAX_NAME || UNSAFE_NAME.matcher(name).matches()) {
            throw refused("the name of an entry is unsafe");
        }
    }

    /** How many entries a directory in it may have; each becomes an object when it is opened. */
    private int signatures() {
        int found = 0;
        for (int at = 0; at + 3 < bytes.length; at++) {
            if (bytes[at] == 'P' && bytes[at + 1] == 'K' && bytes[at + 2] == 1 && bytes[at + 3] == 2) {
                found++;
            }
        }
        return found;
    }

    private static UnfetchableException refused(String detail) {
        return UnfetchableException.permanentFailure(REFUSED, detail);
    }
}

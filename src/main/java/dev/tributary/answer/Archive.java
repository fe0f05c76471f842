package dev.tributary.answer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A ZIP file from outside. It is read twice: nothing of an archive is given out before all of it was found to be within
 * the limits, and no more than one entry is held in memory.
 */
public final class Archive {

    /** Why an archive is not taken. */
    public static final String REFUSED = "archive_refused";

    static final int MOST_ENTRIES = 1_000;
    static final int LARGEST_ENTRY = 8 << 20;
    static final long MOST_EXPANDED = 64L << 20;
    static final int HIGHEST_RATIO = 100;

    private static final int END_RECORD = 22;
    private static final int LONGEST_COMMENT = 65_535;
    private static final int LONGEST_NAME = 500;
    private static final Pattern UNSAFE_NAME = Pattern.compile(
            "|\\s+|[/\\\\].*|[A-Za-z]:.*|(.*[/\\\\])?\\.\\.([/\\\\].*)?|.*\\p{Cntrl}.*", Pattern.DOTALL);

    private final byte[] bytes;

    public Archive(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Whether the bytes begin as a ZIP file does, an empty one included. */
    public static boolean hasMagic(byte[] bytes) {
        return bytes.length >= 4
                && bytes[0] == 'P'
                && bytes[1] == 'K'
                && ((bytes[2] == 3 && bytes[3] == 4) || (bytes[2] == 5 && bytes[3] == 6));
    }

    /** The content type that a file's name stands for. */
    public static String contentType(String name) {
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
    public void forEach(BiConsumer<String, byte[]> file) {
        read((name, content) -> {});
        read(file);
    }

    private void read(BiConsumer<String, byte[]> file) {
        if (!hasMagic(bytes)) {
            throw refused("it is no ZIP file");
        }
        try (var zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            long expanded = 0;
            int entries = 0;
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries++;
                byte[] content = zip.readNBytes(LARGEST_ENTRY + 1);
                expanded += content.length;
                check(entry.getName(), entries, content.length, expanded);
                if (!entry.isDirectory()) {
                    file.accept(entry.getName(), content);
                }
            }
            if (entries != listed()) {
                throw refused("its directory lists other entries");
            }
        } catch (IOException | IllegalArgumentException e) {
            throw refused("it is broken");
        }
    }

    private void check(String name, int entries, int size, long expanded) {
        if (entries > MOST_ENTRIES) {
            throw refused("more than " + MOST_ENTRIES + " entries");
        }
        if (size > LARGEST_ENTRY || expanded > MOST_EXPANDED) {
            throw refused("too large once expanded");
        }
        if (expanded > (long) HIGHEST_RATIO * bytes.length) {
            throw refused("it expands more than " + HIGHEST_RATIO + " times");
        }
        if (name.length() > LONGEST_NAME || UNSAFE_NAME.matcher(name).matches()) {
            throw refused("the name of an entry is unsafe");
        }
    }

    /**
     * How many entries the record at the end of the file lists; -1 where the file was cut before it.
     *
     * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">APPNOTE.TXT, section 4.3.16</a>
     */
    private int listed() {
        for (int at = bytes.length - END_RECORD; at >= 0 && at >= bytes.length - END_RECORD - LONGEST_COMMENT; at--) {
            if (bytes[at] == 'P' && bytes[at + 1] == 'K' && bytes[at + 2] == 5 && bytes[at + 3] == 6) {
                return (bytes[at + 10] & 0xFF) | ((bytes[at + 11] & 0xFF) << 8);
            }
        }
        return -1;
    }

    private static UnfetchableException refused(String detail) {
        return UnfetchableException.forGood(REFUSED, detail);
    }
}

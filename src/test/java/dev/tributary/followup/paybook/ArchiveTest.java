package dev.tributary.followup.paybook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.followup.api.UnfetchableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveTest {

    private final List<String> seen = new ArrayList<>();

    @Test
    void givesOutFilesInTheirOrderAndLeavesFoldersOut() throws IOException {
        read(zip(zip -> {
            add(zip, "folder/", new byte[0]);
            add(zip, "folder/a.pdf", "%PDF".getBytes(UTF_8));
            add(zip, "b..json", "{}".getBytes(UTF_8));
        }));

        assertThat(seen).containsExactly("folder/a.pdf 4", "b..json 2");
    }

    @Test
    void takesAnEmptyArchiveForOne() throws IOException {
        read(zip(zip -> {}));

        assertThat(seen).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil",
                "a/../../evil",
                "a/..",
                "..",
                "/etc/passwd",
                "\\evil",
                "a\\..\\evil",
                "C:\\evil",
                "C:evil",
                " ",
                "a\nb"
            })
    void refusesNamesThatLeadOutOfIt(String name) throws IOException {
        byte[] hostile = zip(zip -> {
            add(zip, "good.pdf", "%PDF".getBytes(UTF_8));
            add(zip, name, "x".getBytes(UTF_8));
        });

        assertRefused(hostile, "unsafe");
    }

    @Test
    void refusesMoreThanAThousandEntries() throws IOException {
        read(zip(zip -> {
            for (int n = 0; n < 1_000; n++) {
                add(zip, "f" + n, new byte[] {1});
            }
        }));
        assertThat(seen).hasSize(1_000);

        seen.clear();
        assertRefused(
                zip(zip -> {
                    for (int n = 0; n < 1_001; n++) {
                        add(zip, "f" + n, new byte[] {1});
                    }
                }),
                "entries");
    }

    @Test
    void refusesAnEntryAboveEightMebibytes() throws IOException {
        read(zip(zip -> add(zip, "f", noise(8 << 20))));
        assertThat(seen).containsExactly("f 8388608");

        seen.clear();
        assertRefused(zip(zip -> add(zip, "f", noise((8 << 20) + 1))), "too large");
    }

    @Test
    void refusesMoreThanSixtyFourMebibytesAltogether() throws IOException {
        byte[] half = new byte[4 << 20];
        System.arraycopy(noise(1 << 20), 0, half, 0, 1 << 20);

        assertRefused(
                zip(zip -> {
                    for (int n = 0; n < 17; n++) {
                        add(zip, "f" + n, half);
                    }
                }),
                "too large");
    }

    @Test
    void refusesABomb() throws IOException {
        assertRefused(zip(zip -> add(zip, "zeros", new byte[4 << 20])), "expands");
    }

    @Test
    void refusesWhatIsCutOffOrNoArchive() throws IOException {
        byte[] good = zip(zip -> {
            add(zip, "a", noise(1_000));
            add(zip, "b", noise(1_000));
        });

        assertRefused(Arrays.copyOf(good, 500), "broken");
        assertRefused(Arrays.copyOf(good, good.length - 30), "broken");
        assertRefused("%PDF-1.7".getBytes(UTF_8), "not a ZIP");
        assertRefused(new byte[0], "not a ZIP");
    }

    private void read(byte[] bytes) {
        new Archive(bytes).forEach((name, content) -> seen.add(name + " " + content.length));
    }

    /** Nothing is given out of an archive that is refused, not even what came before the bad part. */
    private void assertRefused(byte[] bytes, String detail) {
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOfSatisfying(
                        UnfetchableException.class, e -> assertThat(e.reason()).isEqualTo("archive_refused"))
                .hasMessageContaining(detail);
        assertThat(seen).isEmpty();
    }

    private interface Content {
        void write(ZipOutputStream zip) throws IOException;
    }

    private static byte[] zip(Content content) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            content.write(zip);
        }
        return out.toByteArray();
    }

    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    private static byte[] noise(int size) {
        byte[] bytes = new byte[size];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}

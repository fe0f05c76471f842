package dev.tributary.faultrun;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a gateway takes at one moment, in bytes.
 *
 * @param heap of the objects that are in use, after a full collection
 * @param resident memory of the process, whatever it is used for
 * @param disk of its store
 * @param log that it has written
 */
public record Footprint(long heap, long resident, long disk, long log) {

    private static final Pattern TOTAL = Pattern.compile("Total +\\d+ +(\\d+)");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    /** Measures the first gateway of an installation. */
    public static Footprint of(TestBed bed) throws IOException {
        GatewayProcess gateway = bed.gateway();
        return new Footprint(
                heap(gateway.pid()),
                1024 * number(RESIDENT, Files.readString(Path.of("/proc/" + gateway.pid() + "/status"))),
                bed.diskBytes(),
                Files.size(gateway.data().resolve("gateway.log")));
    }

    private static long heap(long pid) throws IOException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process histogram = new ProcessBuilder(jcmd, String.valueOf(pid), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String text = new String(histogram.getInputStream().readAllBytes(), UTF_8);
        return number(TOTAL, text);
    }

    private static long number(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            throw new IllegalStateException("there is no " + pattern + " in " + text);
        }
        return Long.parseLong(found.group(1));
    }

    @Override
    public String toString() {
        return "heap %.1f MB, resident %.1f MB, disk %.1f MB, log %.1f KB"
                .formatted(heap / 1e6, resident / 1e6, disk / 1e6, log / 1e3);
    }
}

package dev.tributary.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which threads of a process have used the processor, by what they are for; the kernel counts, so that it costs nothing. */
enum ThreadGroups {
    SERVER("server: HTTP and all that a call does on its own thread", "http-nio|tomcat-|ForkJoinPool"),
    WRITERS("writers: documents, driver, waking the calls", "group-commit"),
    FAN_OUT("fan-out, deliveries, follow-ups, sweeps", "fan-out|deliver|follow|scheduling|rejected"),
    EMBEDDED("embedded store: its commands", "store-command|store-network"),
    FILE("embedded store: its file", "store-sync|store-recover|store-expiry|rocksdb:"),
    COLLECTOR("garbage collector", "GC |G1 |VM Thread"),
    COMPILER("just-in-time compiler", "C1 |C2 |Sweeper"),
    OTHER("other", "");

    private final String meaning;
    private final Pattern names;

    ThreadGroups(String meaning, String names) {
        this.meaning = meaning;
        this.names = Pattern.compile(names);
    }

    /** Seconds so far, of the threads that still live. */
    static Map<ThreadGroups, Double> cpuSeconds(long pid) throws IOException {
        Map<ThreadGroups, Double> seconds = new EnumMap<>(ThreadGroups.class);
        try (Stream<Path> threads = Files.list(Path.of("/proc", String.valueOf(pid), "task"))) {
            for (Path thread : threads.toList()) {
                try {
                    seconds.merge(
                            of(Files.readString(thread.resolve("comm"))), ProcStat.cpuSeconds(thread), Double::sum);
                } catch (NoSuchFileException e) {
                    // it has ended since it was listed
                }
            }
        }
        return seconds;
    }

    private static ThreadGroups of(String name) {
        for (ThreadGroups group : values()) {
            if (group.names.matcher(name).lookingAt()) {
                return group;
            }
        }
        return OTHER;
    }

    @Override
    public String toString() {
        return meaning;
    }
}

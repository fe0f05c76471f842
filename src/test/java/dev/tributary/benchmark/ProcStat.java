package dev.tributary.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Processor time as Linux counts it, see proc(5). */
final class ProcStat {

    /** Of all times in /proc; the same on every Linux. */
    private static final double TICKS_PER_SECOND = 100;

    private ProcStat() {}

    /** User and system time of a process, all its threads together, or of one thread; by its folder in /proc. */
    static double cpuSeconds(Path folder) throws IOException {
        String stat = Files.readString(folder.resolve("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    static double ownCpuSeconds() throws IOException {
        return cpuSeconds(Path.of("/proc/self"));
    }

    /** What all processors together have worked, without idling and waiting for disks. */
    static double machineCpuSeconds() throws IOException {
        String[] fields = Files.readString(Path.of("/proc/stat"))
                .lines()
                .findFirst()
                .orElseThrow()
                .trim()
                .split(" +", -1);
        long ticks = 0;
        for (int i = 1; i <= 7; i++) {
            ticks += i == 4 || i == 5 ? 0 : Long.parseLong(fields[i]); // idle, iowait
        }
        return ticks / TICKS_PER_SECOND;
    }
}

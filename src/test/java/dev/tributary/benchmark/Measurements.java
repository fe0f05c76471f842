package dev.tributary.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** One value per round, told as its median with the least and the most. */
final class Measurements {

    private final List<Double> values;

    private Measurements(List<Double> values) {
        this.values = values;
    }

    Measurements() {
        this(new ArrayList<>());
    }

    static Measurements of(double value) {
        return new Measurements(List.of(value));
    }

    void add(double value) {
        values.add(value);
    }

    double median() {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    double most() {
        return values.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    }

    double least() {
        return values.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    }

    /** Round by round, so that what slows a whole round down does not count. */
    Measurements over(Measurements other) {
        return new Measurements(IntStream.range(0, Math.min(values.size(), other.values.size()))
                .mapToObj(i -> values.get(i) / other.values.get(i))
                .toList());
    }

    /** Round by round. */
    Measurements plus(Measurements other) {
        return new Measurements(IntStream.range(0, Math.min(values.size(), other.values.size()))
                .mapToObj(i -> values.get(i) + other.values.get(i))
                .toList());
    }

    /** For example {@code 0.71 (0.68-0.74)}. */
    String withDigits(int digits) {
        String format = "%." + digits + "f";
        return values.isEmpty()
                ? "-"
                : String.format(Locale.ROOT, format + " (" + format + "-" + format + ")", median(), least(), most());
    }
}

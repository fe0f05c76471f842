package dev.tributary.console.statistics;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Bars over time, each of several parts, in units of a fixed grid that a template draws.
 *
 * @param names of the parts
 * @param top what the full height stands for
 * @param zone in which the times are
 * @param parts of all bars, in the order in which they are drawn
 * @param rows the same figures as texts, for people who do not see the bars
 */
record BarChart(List<String> names, String top, String zone, List<Part> parts, List<Row> rows) {

    static final int WIDTH = 720;
    static final int HEIGHT = 120;

    /** @param name the place of its name among the names */
    record Part(double x, double y, double width, double height, int name, String title) {}

    /** The figures of one interval, in the order of the names. */
    record Row(String at, List<String> figures) {}

    /** Figures of an interval by their names; where there is none it is zero. */
    record Figures(Map<String, Map<Instant, Double>> byName) {

        double of(String name, Instant at) {
            return byName.getOrDefault(name, Map.of()).getOrDefault(at, 0.0);
        }
    }

    /** Parts stand one upon another: a bar is their sum. */
    static BarChart stacked(TimeSlots slots, List<String> names, Figures figures) {
        return of(slots, names, figures, true);
    }

    /** Parts stand one before another, the largest first: a bar is the first of them. */
    static BarChart layered(TimeSlots slots, List<String> names, Figures figures) {
        return of(slots, names, figures, false);
    }

    private static BarChart of(TimeSlots slots, List<String> names, Figures figures, boolean isStacked) {
        List<Instant> starts = slots.starts();
        double top = 0;
        for (Instant at : starts) {
            var all = names.stream().mapToDouble(name -> figures.of(name, at));
            top = Math.max(top, isStacked ? all.sum() : all.max().orElse(0));
        }
        var parts = new ArrayList<Part>();
        var rows = new ArrayList<Row>();
        double step = (double) WIDTH / starts.size();
        for (int i = 0; i < starts.size(); i++) {
            Instant at = starts.get(i);
            double base = HEIGHT;
            for (int name = 0; name < names.size() && top > 0; name++) {
                double figure = figures.of(names.get(name), at);
                double height = HEIGHT * figure / top;
                String title = slots.label().format(at) + ' ' + names.get(name) + ' ' + text(figure);
                parts.add(new Part(tenth(i * step), tenth(base - height), tenth(step - 2), tenth(height), name, title));
                base -= isStacked ? height : 0;
            }
            rows.add(new Row(
                    slots.label().format(at),
                    names.stream().map(name -> text(figures.of(name, at))).toList()));
        }
        parts.removeIf(part -> part.height() == 0);
        return new BarChart(
                names, text(top), String.valueOf(slots.label().getZone()), List.copyOf(parts), List.copyOf(rows));
    }

    public boolean isEmpty() {
        return parts.isEmpty();
    }

    /** With one decimal below 100, if it says something. */
    static String text(double figure) {
        double shown = figure >= 100 ? Math.rint(figure) : tenth(figure);
        return shown == Math.rint(shown) ? String.valueOf((long) shown) : String.valueOf(shown);
    }

    private static double tenth(double value) {
        return Math.round(value * 10) / 10.0;
    }
}

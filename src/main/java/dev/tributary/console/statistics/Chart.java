package dev.tributary.console.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Bars of one figure by time, for an SVG without a script, and the rows of the table beside it.
 *
 * @param width of the drawing
 * @param max the largest value
 */
record Chart(List<Bar> bars, int width, long max, List<Map<String, Object>> rows) {

    /** One interval; sizes are in the units of the drawing. */
    record Bar(int x, int y, int height, String label) {}

    static final int HEIGHT = 120;
    private static final int STEP = 14;

    /** Intervals without a count are left out by the API, and so here. */
    static Chart of(List<Map<String, Object>> rows, String figure) {
        long max = rows.stream().mapToLong(row -> value(row, figure)).max().orElse(0);
        var bars = new ArrayList<Bar>();
        for (Map<String, Object> row : rows) {
            long value = value(row, figure);
            int height = max == 0 ? 0 : (int) ((value * HEIGHT + max - 1) / max);
            bars.add(new Bar(bars.size() * STEP, HEIGHT - height, height, row.get("at") + ": " + value));
        }
        return new Chart(bars, Math.max(1, bars.size()) * STEP, max, rows);
    }

    private static long value(Map<String, Object> row, String figure) {
        return row.get(figure) instanceof Number number ? number.longValue() : 0;
    }
}

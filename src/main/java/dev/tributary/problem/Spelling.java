package dev.tributary.problem;

/** How near a name that does not exist is to one that does. */
public final class Spelling {

    private Spelling() {}

    /** The number of characters to insert, delete or replace (Levenshtein). */
    public static int distance(String text, String candidate) {
        int[] row = new int[candidate.length() + 1];
        for (int column = 0; column < row.length; column++) {
            row[column] = column;
        }
        for (int line = 1; line <= text.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column < row.length; column++) {
                int replaced = diagonal + (text.charAt(line - 1) == candidate.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(replaced, 1 + Math.min(row[column], row[column - 1]));
            }
        }
        return row[candidate.length()];
    }
}

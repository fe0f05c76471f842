package dev.tributary.mapping.expression;

import dev.tributary.platform.UnusableConfigurationException;

/**
 * Where in a mapping file something stands, for the one line that an operator reads.
 *
 * @param file as messages name it
 * @param field dotted; empty for the file as a whole
 */
public record Place(String file, String field) {

    /** A field below this one. */
    public Place in(String child) {
        return new Place(file, field.isEmpty() ? child : field + "." + child);
    }

    /** An entry of the list that stands here. */
    public Place at(int index) {
        return new Place(file, field + "[" + index + "]");
    }

    public UnusableConfigurationException unusable(String problem) {
        return new UnusableConfigurationException(field.isEmpty() ? file : file + ": " + field, problem);
    }
}

package dev.tributary.mongo.page;

/** The order of a list by its ids. */
public enum ListOrder {
    /** Time-ordered ids: oldest first. */
    ASCENDING("asc"),
    /** Time-ordered ids: newest first. */
    DESCENDING("desc");

    private final String wireName;

    ListOrder(String wireName) {
        this.wireName = wireName;
    }

    /** The value of the parameter {@code order}. */
    public String wireName() {
        return wireName;
    }

    /** A number below zero where one id comes before the other in this order, above zero where it comes behind it. */
    public int compare(String one, String other) {
        return this == ASCENDING ? one.compareTo(other) : other.compareTo(one);
    }
}

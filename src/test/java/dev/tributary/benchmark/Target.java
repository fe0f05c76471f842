package dev.tributary.benchmark;

/** What is compared. All but the gateway take the same bytes without looking at them. */
enum Target {
    L0("answers 200"),
    L2("+ one insert per call, raw bytes"),
    L3("+ batched inserts, raw bytes, one index"),
    G("the gateway");

    private final String meaning;

    Target(String meaning) {
        this.meaning = meaning;
    }

    boolean stores() {
        return this != L0;
    }

    @Override
    public String toString() {
        return name() + " " + meaning;
    }
}

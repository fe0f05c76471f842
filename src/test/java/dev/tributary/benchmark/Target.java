package dev.tributary.benchmark;

import java.util.Arrays;
import java.util.List;

/** What is compared. All but the gateway take the same bytes without looking at them. */
enum Target {
    L0("answers 200"),
    L2("+ one insert per call, raw bytes"),
    L3("+ batched inserts, raw bytes, one index"),
    G("the gateway"),
    L4("L3 with the documents and indexes of the gateway, which stored them before");

    private final String meaning;

    Target(String meaning) {
        this.meaning = meaning;
    }

    /** Those that can be measured: the documents of the gateway are read from a server that both use. */
    static List<Target> of(boolean embedded) {
        return Arrays.stream(values())
                .filter(target -> target != L4 || !embedded)
                .toList();
    }

    boolean stores() {
        return this != L0;
    }

    @Override
    public String toString() {
        return name() + " " + meaning;
    }
}

package dev.tributary.faultrun;

/** Where a gateway keeps its data. */
public enum Store {
    /** In the gateway's own process; one gateway only. */
    EMBEDDED,
    /** A database server in a container; several gateways share it. */
    CONTAINER
}

package dev.tributary.egress.schedule;

/**
 * Where calls go.
 *
 * @param id unique among all endpoints
 * @param rate calls a second of this gateway; 0 for no limit
 */
public record Endpoint(String tenant, String id, double rate) {}

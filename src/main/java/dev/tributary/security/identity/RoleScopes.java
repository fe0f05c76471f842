package dev.tributary.security.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * What people may do by their role. Tokens of programs carry scopes; those of people carry roles of the realm or of the client
 * {@code gateway-api}, and each role stands for some scopes. The API and the console know scopes only.
 */
final class RoleScopes {

    /** Reads sources, web hooks and what belongs to them; secrets are never shown. */
    static final String READ_CONFIGURATION = "configuration:read";

    /** Changes the configuration: part of the administrator's scope, by a name that no setting changes. */
    private static final String CHANGE_CONFIGURATION = "configuration:change";

    private static final String AUDITOR = "auditor";
    private static final String AUTHORITY = "SCOPE_";

    private final String adminScope;
    private final List<String> all;
    private final Map<String, List<String>> byRole;

    /** @param adminScope the scope that may configure the gateway */
    RoleScopes(String adminScope) {
        this.adminScope = adminScope;
        this.all = List.of(
                adminScope,
                "events:read",
                "events:raw",
                "events:export",
                "deliveries:replay",
                "quarantine:read",
                "quarantine:release",
                AUDITOR);
        var admin = new ArrayList<>(all);
        admin.remove(AUDITOR); // who changes the gateway does not check the record of its changes
        this.byRole = Map.of(
                "gateway-admin",
                List.copyOf(admin),
                "operator",
                List.of(
                        "events:read",
                        "deliveries:replay",
                        "quarantine:read",
                        "quarantine:release",
                        READ_CONFIGURATION),
                "analyst",
                List.of("events:read", "events:export"),
                AUDITOR,
                List.of(AUDITOR, "events:read"));
    }

    /** Every scope but those that are part of the administrator's. */
    List<String> all() {
        return all;
    }

    /** The authorities that the roles of a token stand for. */
    Stream<String> of(Jwt token) {
        Map<?, ?> clients = mapOf(token.getClaims().get("resource_access"));
        return Stream.of(mapOf(token.getClaims().get("realm_access")), mapOf(clients.get(LocalIdentity.AUDIENCE)))
                .flatMap(access -> access.get("roles") instanceof List<?> roles ? roles.stream() : Stream.empty())
                .flatMap(role ->
                        role instanceof String name ? byRole.getOrDefault(name, List.of()).stream() : Stream.empty())
                .map(scope -> AUTHORITY + scope);
    }

    /** An authority with those that are part of it. */
    Stream<String> parts(String authority) {
        return authority.equals(AUTHORITY + adminScope)
                ? Stream.of(authority, AUTHORITY + READ_CONFIGURATION, AUTHORITY + CHANGE_CONFIGURATION)
                : Stream.of(authority);
    }

    private static Map<?, ?> mapOf(@Nullable Object claim) {
        return claim instanceof Map<?, ?> map ? map : Map.of();
    }
}

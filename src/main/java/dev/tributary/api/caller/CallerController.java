package dev.tributary.api.caller;

import dev.tributary.api.contract.Caller;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whom the token of a request speaks for, and what it may do: its own scopes and those that its roles stand for. */
@RestController
class CallerController {

    private static final String PREFIX = "SCOPE_";

    @GetMapping("/api/v1/me")
    Map<String, Object> read(JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        String name = token.getToken().getClaimAsString("preferred_username");
        var shown = new LinkedHashMap<String, Object>();
        shown.put("tenant", caller.tenant());
        shown.put("subject", caller.name());
        shown.put("name", name == null ? caller.name() : name);
        shown.put(
                "scopes",
                token.getAuthorities().stream()
                        .map(GrantedAuthority::getAuthority)
                        .filter(authority -> authority.startsWith(PREFIX))
                        .map(authority -> authority.substring(PREFIX.length()))
                        .sorted()
                        .toList());
        return shown;
    }
}

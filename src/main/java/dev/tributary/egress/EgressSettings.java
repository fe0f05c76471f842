package dev.tributary.egress;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where outgoing calls may go although the address is private.
 *
 * @param allow CIDR blocks ({@code 10.1.0.0/16}, {@code fd00::/8}) and single targets ({@code host:port})
 */
@ConfigurationProperties("tributary.egress")
public record EgressSettings(@DefaultValue List<String> allow) {

    public EgressSettings {
        allow = allow.stream()
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .toList();
    }
}

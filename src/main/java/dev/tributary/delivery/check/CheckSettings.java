package dev.tributary.delivery.check;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** @param endpointCheck false: deliveries go to every endpoint without asking it */
@ConfigurationProperties("tributary.delivery")
public record CheckSettings(@DefaultValue("true") boolean endpointCheck) {}

package dev.tributary.command;

import dev.tributary.audit.AuditStoreConfiguration;
import dev.tributary.config.BareDatabaseConfiguration;
import dev.tributary.secret.SecretConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Import;

/**
 * What a command has of a gateway: its settings, its database and its keys. Nothing listens, and no work is taken from a
 * gateway.
 */
@Import({BareDatabaseConfiguration.class, SecretConfiguration.class, AuditStoreConfiguration.class})
@ConfigurationPropertiesScan({"dev.tributary.config", "dev.tributary.secret"})
final class CommandContext {}

package dev.tributary.start.command;

import dev.tributary.mongo.connection.BareDatabaseConfiguration;
import dev.tributary.security.audit.AuditStoreConfiguration;
import dev.tributary.security.secret.SecretConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Import;

/**
 * What a command has of a gateway: its settings, its database and its keys. Nothing listens, and no work is taken from a
 * gateway.
 */
@Import({BareDatabaseConfiguration.class, SecretConfiguration.class, AuditStoreConfiguration.class})
@ConfigurationPropertiesScan({"dev.tributary.mongo.connection", "dev.tributary.security.secret"})
final class CommandContext {}

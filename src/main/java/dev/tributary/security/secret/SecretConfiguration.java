package dev.tributary.security.secret;

import com.mongodb.client.MongoDatabase;
import dev.tributary.platform.DataFolder;
import dev.tributary.platform.PrivateFile;
import dev.tributary.platform.UnusableConfigurationException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The master keys: those of the setting, else of a file beside the embedded store. */
@Configuration(proxyBeanMethods = false)
public class SecretConfiguration {

    /** @param masterKey {@code id:base64,...} or base64 of 32 bytes; null: a key is made once, where the embedded store is */
    @ConfigurationProperties("tributary")
    record MasterKeySettings(@Nullable String masterKey) {}

    @Bean
    SecretCipher secretCipher(MasterKeySettings settings, DataFolder data) {
        String configured = settings.masterKey();
        if (configured != null && !configured.isBlank()) {
            return cipher(SecretCipher.SETTING, configured);
        }
        if (!data.embeddedStore()) {
            throw new UnusableConfigurationException(
                    SecretCipher.SETTING, "is required with MONGODB_URI; make one with: openssl rand -base64 32");
        }
        Path file = data.path().resolve("master-key");
        return cipher(file.toString(), PrivateFile.readOrCreate(file, SecretConfiguration::newKey));
    }

    @Bean
    RotationWriter rotationWriter(MongoDatabase database, SecretCipher cipher) {
        return new RotationWriter(database, cipher);
    }

    private static SecretCipher cipher(String place, String keys) {
        try {
            return SecretCipher.of(keys);
        } catch (IllegalArgumentException e) {
            throw new UnusableConfigurationException(place, String.valueOf(e.getMessage()));
        }
    }

    private static String newKey() {
        byte[] key = new byte[MasterKey.BYTES];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }
}

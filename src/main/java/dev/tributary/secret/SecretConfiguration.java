package dev.tributary.secret;

import dev.tributary.UnusableConfigurationException;
import dev.tributary.config.DataFolder;
import dev.tributary.config.PrivateFile;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SecretConfiguration {

    private static final String SETTING = "TRIBUTARY_MASTER_KEY";

    /** @param masterKey base64 of 32 bytes; null means: make one once, where the embedded store is */
    @ConfigurationProperties("tributary")
    record MasterKeySettings(@Nullable String masterKey) {}

    @Bean
    SecretCipher secretCipher(MasterKeySettings settings, DataFolder data) {
        String configured = settings.masterKey();
        if (configured != null && !configured.isBlank()) {
            return new SecretCipher(decode(configured.strip()));
        }
        if (!data.embeddedStore()) {
            throw new UnusableConfigurationException(
                    SETTING, "is required with MONGODB_URI; make one with: openssl rand -base64 32");
        }
        return new SecretCipher(
                decode(PrivateFile.readOrCreate(data.path().resolve("master-key"), SecretConfiguration::newKey)));
    }

    private static String newKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    private static byte[] decode(String text) {
        try {
            byte[] key = Base64.getDecoder().decode(text);
            if (key.length == 32) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            // answered below, without the text: it may be a key with a typing error
        }
        throw new UnusableConfigurationException(
                SETTING, "must be base64 of 32 bytes; make one with: openssl rand -base64 32");
    }
}

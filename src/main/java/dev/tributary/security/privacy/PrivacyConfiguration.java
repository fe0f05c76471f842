package dev.tributary.security.privacy;

import com.mongodb.client.MongoDatabase;
import dev.tributary.event.PersonalMembers;
import dev.tributary.security.secret.SecretCipher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class PrivacyConfiguration {

    @Bean
    UserKeys userKeys(MongoDatabase database, SecretCipher master) {
        return new UserKeys(new UserKeyStore(database, master));
    }

    @Bean
    PersonalData personalData(PersonalMembers members, UserKeys keys) {
        return new PersonalData(members, keys);
    }
}

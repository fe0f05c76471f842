package com.example.ledger;

import dev.tributary.TributaryApplication;
import dev.tributary.subscription.handler.Registration;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
public class LedgerGateway {

    public static void main(String[] args) {
        SpringApplication.run(new Class<?>[] {TributaryApplication.class, LedgerGateway.class}, args);
    }

    @Bean
    Registration ledgerHandler() {
        Path folder = Path.of(System.getProperty("ledger.folder", "ledger"));
        return new Registration("ledger", "bank.account.*", event -> {
            Files.createDirectories(folder);
            Files.write(folder.resolve(event.id() + ".json"), event.json());
        });
    }
}

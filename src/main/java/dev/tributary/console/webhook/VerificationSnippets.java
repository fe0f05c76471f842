package dev.tributary.console.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/** Code by which a subscriber verifies a delivery, in five languages; the build runs each of these files. */
@Component
class VerificationSnippets {

    /** @param needs what has to be installed */
    record Snippet(String language, String needs, String code) {}

    private final List<Snippet> all;

    VerificationSnippets() throws IOException {
        all = List.of(
                snippet("JavaScript", "npm install standardwebhooks", "receive.mjs"),
                snippet("Python", "pip install standardwebhooks", "receive.py"),
                snippet("Go", "go get github.com/standard-webhooks/standard-webhooks/libraries", "receive.go"),
                snippet("Java", "com.standardwebhooks:standardwebhooks", "Receive.java"),
                snippet("Shell", "openssl", "receive.sh"));
    }

    private static Snippet snippet(String language, String needs, String file) throws IOException {
        return new Snippet(language, needs, new ClassPathResource("verification/" + file).getContentAsString(UTF_8));
    }

    List<Snippet> all() {
        return all;
    }
}

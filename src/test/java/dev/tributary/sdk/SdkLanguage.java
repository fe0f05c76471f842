package dev.tributary.sdk;

import dev.tributary.sdk.SdkProgram.Said;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A language whose official libraries check recorded deliveries; the program verifies by the sample of the README.
 */
enum SdkLanguage {
    JAVASCRIPT("receive.mjs", true, "npm ci --no-audit --no-fund", "node verify.js"),
    PYTHON("receive.py", false, SdkProgram.PIP, "python3 verify.py"),
    GO("receive.go", true, "go build -o verify .", "./verify");

    /** What the README shows. */
    static final Path SAMPLES = Path.of("src/main/resources/verification");

    private final String sample;
    private final boolean verifiesPublicKeys;
    private final String install;
    private final String verify;

    SdkLanguage(String sample, boolean verifiesPublicKeys, String install, String verify) {
        this.sample = sample;
        this.verifiesPublicKeys = verifiesPublicKeys;
        this.install = install;
        this.verify = verify;
    }

    /** Whether the program verifies {@code v1a}, by the language's own Ed25519. */
    boolean verifiesPublicKeys() {
        return verifiesPublicKeys;
    }

    void install() throws Exception {
        program().install(install, SAMPLES.resolve(sample));
    }

    /** Runs the program on a file of deliveries: a line for each check, and a problem for each that it refused. */
    Said verify(Path deliveries) throws Exception {
        return program().run(verify, deliveries);
    }

    private SdkProgram program() {
        return new SdkProgram(name().toLowerCase(Locale.ROOT));
    }
}

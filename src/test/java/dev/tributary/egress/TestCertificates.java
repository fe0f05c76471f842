package dev.tributary.egress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates made by keytool: of one authority, and one that has signed itself. */
public final class TestCertificates {

    private static final String PASSWORD = "changeit";

    private final KeyStore keys;

    public TestCertificates(Path folder) throws Exception {
        File file = folder.resolve("keys.p12").toFile();
        generate(file, "authority", "-ext", "bc:c");
        generate(file, "good", "-signer", "authority", "-ext", "san=ip:127.0.0.1,dns:localhost");
        generate(
                file,
                "expired",
                "-signer",
                "authority",
                "-ext",
                "san=ip:127.0.0.1",
                "-startdate",
                "-20d",
                "-validity",
                "10");
        generate(file, "wrong-host", "-signer", "authority", "-ext", "san=dns:other.example");
        generate(file, "self-signed", "-ext", "san=ip:127.0.0.1");
        keys = KeyStore.getInstance(file, PASSWORD.toCharArray());
    }

    /** Presents the certificate of this alias. */
    public SSLContext serving(String alias) throws GeneralSecurityException, IOException {
        KeyStore one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        char[] password = PASSWORD.toCharArray();
        one.setKeyEntry(alias, keys.getKey(alias, password), password, keys.getCertificateChain(alias));
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(one, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /** Trusts the authority and nothing else. */
    public SSLContext trusting() throws GeneralSecurityException, IOException {
        KeyStore authority = KeyStore.getInstance("PKCS12");
        authority.load(null, null);
        authority.setCertificateEntry("authority", keys.getCertificate("authority"));
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(authority);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private static void generate(File file, String alias, String... more) throws Exception {
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> command = new ArrayList<>(
                List.of(keytool, "-genkeypair", "-alias", alias, "-dname", "CN=" + alias, "-keyalg", "EC"));
        command.addAll(List.of("-keystore", file.getPath(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
    }
}

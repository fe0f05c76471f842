package dev.tributary.provider;

import dev.tributary.platform.UnusableConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.springframework.core.io.Resource;

/** The files of one provider: {@code provider.yaml} and a mapping file for each profile. */
public final class ProviderFolder {

    private final Path folder;
    private final String provider;
    private final Resource descriptor;

    /** @param folder of all providers, as messages name it */
    ProviderFolder(Path folder, String provider, Resource descriptor) {
        this.folder = folder;
        this.provider = provider;
        this.descriptor = descriptor;
    }

    /** How messages name a file of this folder. */
    public String place(String file) {
        return folder.resolve(provider).resolve(file).toString();
    }

    /** @throws UnusableConfigurationException if the file is missing or cannot be read */
    public byte[] read(String file) {
        try (InputStream in = descriptor.createRelative(file).getInputStream()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UnusableConfigurationException(place(file), "is missing or cannot be read");
        }
    }

    String provider() {
        return provider;
    }
}

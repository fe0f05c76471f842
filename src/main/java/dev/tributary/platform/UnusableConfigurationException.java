package dev.tributary.platform;

/** A setting or a file that the gateway cannot start with. Its message is the one line that an operator reads. */
public final class UnusableConfigurationException extends TributaryException {

    private static final long serialVersionUID = 1L;

    /** @param place the setting's name, or the file and the field in it */
    public UnusableConfigurationException(String place, String problem) {
        super(place + ": " + problem);
    }
}

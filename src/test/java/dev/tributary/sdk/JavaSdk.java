package dev.tributary.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.provider.EventFormatProvider;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;

/** The official libraries of Java, in this process. */
final class JavaSdk {

    private JavaSdk() {}

    /** What the programs of the other languages print: one line for each check. */
    static List<String> verify(List<RecordedDelivery> deliveries) throws Exception {
        Method receive = sample();
        List<String> lines = new ArrayList<>();
        for (RecordedDelivery delivery : deliveries) {
            for (int i = 0; i < delivery.secrets().size(); i++) {
                String verdict = verifies(receive, delivery.secrets().get(i), delivery) ? "accepted" : "refused";
                lines.add(delivery.name() + " secret " + i + " " + verdict);
            }
            CloudEvent event = Objects.requireNonNull(EventFormatProvider.getInstance()
                            .resolveFormat(delivery.headers().get("content-type")))
                    .deserialize(delivery.body());
            lines.add(delivery.name() + " event " + event.getId() + " " + event.getType());
        }
        return lines;
    }

    private static boolean verifies(Method receive, String secret, RecordedDelivery delivery)
            throws ReflectiveOperationException {
        Map<String, List<String>> headers = delivery.headers().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, header -> List.of(header.getValue())));
        try {
            receive.invoke(null, secret, HttpHeaders.of(headers, (name, value) -> true), delivery.body());
            return true;
        } catch (InvocationTargetException e) {
            assertThat(e.getCause()).isInstanceOf(WebhookVerificationException.class);
            return false;
        }
    }

    /** The sample of the README, compiled. */
    private static Method sample() throws IOException, ReflectiveOperationException {
        Path classes = Files.createDirectories(Path.of("target/sdk/java"));
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-d",
                        classes.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SdkLanguage.SAMPLES.resolve("Receive.java").toString());
        assertThat(failed).isZero();
        ClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, JavaSdk.class.getClassLoader());
        return loader.loadClass("Receive").getMethod("receive", String.class, HttpHeaders.class, byte[].class);
    }
}

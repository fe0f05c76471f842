package dev.tributary.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The system's Chromium without a window, with pictures into {@code target/screenshots} and the rules of axe-core. */
public final class Chromium implements AutoCloseable {

    private static final Path PICTURES = Path.of("target/screenshots");
    private static final Dimension DESKTOP = new Dimension(1280, 900);
    private static final Dimension PHONE = new Dimension(390, 844);
    private static final int MAX_TABS = 60;

    private final Function<String, URI> address;
    private final ChromeDriver driver;

    /** Without the browser its tests are skipped, but where a missing Docker is a failure, a missing browser is one as well. */
    public static boolean isThere() {
        return Boolean.getBoolean("tributary.test.requireDocker") || program("chromedriver") != null;
    }

    private static @Nullable Path program(String name) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    public Chromium(Function<String, URI> address) {
        this.address = address;
        var options = new ChromeOptions();
        options.setBinary(Objects.requireNonNull(program("chromium"), "install Debian's chromium")
                .toFile());
        options.addArguments(
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars");
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(
                        Objects.requireNonNull(program("chromedriver"), "install Debian's chromium-driver")
                                .toFile())
                .build();
        driver = new ChromeDriver(service, options);
        driver.manage().timeouts().pageLoadTimeout(Duration.ofSeconds(20));
        driver.manage().window().setSize(DESKTOP);
    }

    /** @param page a path of the gateway, or a whole address */
    public void open(String page) {
        driver.get(page.startsWith("/") ? address.apply(page).toString().replace("127.0.0.1", "localhost") : page);
    }

    public String title() {
        return driver.getTitle();
    }

    public String address() {
        return driver.getCurrentUrl();
    }

    public WebElement one(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    public List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    public WebElement focused() {
        return driver.switchTo().activeElement();
    }

    public void press(CharSequence keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** Presses the tab key until the element has the focus. */
    public void tabTo(String selector) {
        for (int i = 0; i < MAX_TABS; i++) {
            if (focused().equals(one(selector))) {
                return;
            }
            press(org.openqa.selenium.Keys.TAB);
        }
        throw new AssertionError("the keyboard does not reach " + selector);
    }

    /** Does something while another tab is in front. */
    public void inAnotherTab(Runnable meanwhile) {
        String tab = driver.getWindowHandle();
        driver.switchTo().newWindow(WindowType.TAB);
        meanwhile.run();
        driver.close();
        driver.switchTo().window(tab);
    }

    /** The page in light, in dark and on a phone. */
    public List<Path> picture(String name) {
        var pictures = new ArrayList<Path>();
        try {
            Files.createDirectories(PICTURES);
            for (String look : List.of("light", "dark", "phone")) {
                colours(look.equals("dark") ? "dark" : "light");
                driver.manage().window().setSize(look.equals("phone") ? PHONE : DESKTOP);
                Path file = PICTURES.resolve(name + "-" + look + ".png");
                Files.write(file, wholePage());
                pictures.add(file);
            }
            colours("light");
            driver.manage().window().setSize(DESKTOP);
            return pictures;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] wholePage() {
        var size = (Map<?, ?>) Objects.requireNonNull(
                driver.executeCdpCommand("Page.getLayoutMetrics", Map.of()).get("cssContentSize"));
        var area = Map.of("x", 0, "y", 0, "width", size.get("width"), "height", size.get("height"), "scale", 1);
        Object picture = driver.executeCdpCommand(
                        "Page.captureScreenshot", Map.of("captureBeyondViewport", true, "clip", area))
                .get("data");
        return Base64.getDecoder().decode(String.valueOf(picture));
    }

    private void colours(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** What axe-core finds on the page in light and in dark, of the kinds serious and critical. */
    public List<String> seriousFindings() {
        var findings = new ArrayList<String>();
        for (String scheme : List.of("light", "dark")) {
            colours(scheme);
            driver.executeScript(axe());
            Object found = driver.executeAsyncScript("const done = arguments[arguments.length - 1];"
                    + "axe.run().then(r => done(r.violations.filter(v => v.impact === 'serious' || v.impact === 'critical')"
                    + ".map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' '))));");
            ((List<?>) Objects.requireNonNull(found)).forEach(finding -> findings.add(scheme + ' ' + finding));
        }
        colours("light");
        return findings;
    }

    /** What the browser did not do since the last look, because the Content-Security-Policy forbids it. */
    public List<String> refusedByPolicy() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(entry -> entry.getMessage())
                .filter(message -> message.contains("Content Security Policy"))
                .toList();
    }

    private static String axe() {
        try (InputStream script = Chromium.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(script).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}

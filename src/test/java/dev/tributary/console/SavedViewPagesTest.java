package dev.tributary.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The filters of a list, saved under a name and found above it again, by plain HTTP. */
class SavedViewPagesTest {

    private static final Pattern FILTER = Pattern.compile("name=\"(filter\\.[^\"]+)\" value=\"([^\"]*)\"");

    private static Browser browser;

    @BeforeAll
    static void signIn() throws Exception {
        browser = SharedConsole.signedIn();
    }

    @ParameterizedTest
    @CsvSource({
        "events, type%5Bprefix%5D=bank.payment&recordedtime%5Bgte%5D=2026-01-01T00:00&masked=true",
        "receipts, verdict=rejected&provider=tink",
        "deliveries, order=asc&state=failed"
    })
    void areALinkAboveTheListUntilTheyAreDeleted(String list, String query) throws Exception {
        String page = "/console/" + list + "?" + query;
        String name = "<b>My & " + list;
        HttpResponse<String> saved = save(list, page, name);
        String link = "/console/" + list + "?" + query.replace("&masked=true", "");
        assertThat(saved.headers().firstValue("Location").map(SavedViewPagesTest::plain))
                .hasValue(link.replace("%5B", "[").replace("%5D", "]"));

        String above = browser.get("/console/" + list).body();
        String chip = "href=\"([^\"]+)\">&lt;b&gt;My &amp; " + list + "</a>";
        Matcher found = Pattern.compile(chip).matcher(above);
        assertThat(found.find()).as(above).isTrue();
        String filtered = browser.get(found.group(1).replace("&amp;", "&")).body();
        assertThat(filtered).contains("name=\"filter.").doesNotContain("filter.masked");

        var delete = Pattern.compile("action=\"(/console/views/" + list + "/[^/]+/delete)\"")
                .matcher(above);
        assertThat(delete.find()).isTrue();
        browser.submit("/console/" + list, delete.group(1), Map.of());
        assertThat(browser.get("/console/" + list).body())
                .contains("The view is deleted.")
                .doesNotContainPattern(chip);
    }

    @Test
    void sayBesideTheNameWhatIsWrong() throws Exception {
        save("events", "/console/events?provider=tink", "twice");
        HttpResponse<String> again = save("events", "/console/events?provider=paybook", "twice");
        assertThat(browser.get(again.headers().firstValue("Location").orElseThrow())
                        .body())
                .contains("You have a view of this name.", "aria-describedby=\"e-view\"", "value=\"twice\"")
                .contains("name=\"filter.provider\" value=\"paybook\"");
    }

    /** As the form of the page sends it. */
    private static HttpResponse<String> save(String list, String page, String name) throws Exception {
        var fields = new java.util.LinkedHashMap<String, String>();
        Matcher filters = FILTER.matcher(browser.get(page).body());
        while (filters.find()) {
            fields.put(filters.group(1), filters.group(2));
        }
        assertThat(fields).isNotEmpty();
        fields.put("name", name);
        return browser.submit(page, "/console/views/" + list, fields);
    }

    private static String plain(String address) {
        return java.net.URLDecoder.decode(address, java.nio.charset.StandardCharsets.UTF_8);
    }
}

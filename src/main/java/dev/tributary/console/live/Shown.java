package dev.tributary.console.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import org.springframework.util.DigestUtils;

/**
 * What a page shows at a moment.
 *
 * @param seen a digest of it; equal as long as nothing has changed
 * @param hasEnded nothing will change any more
 */
public record Shown(String seen, boolean hasEnded) {

    /** @param answers of the API, as maps and lists; these keep the order of the API's members */
    public static Shown of(Object answers) {
        return new Shown(digest(answers), false);
    }

    public static Shown ofJob(Map<String, Object> job) {
        return new Shown(digest(job), !"running".equals(job.get("state")));
    }

    private static String digest(Object answers) {
        return DigestUtils.md5DigestAsHex(answers.toString().getBytes(UTF_8));
    }
}

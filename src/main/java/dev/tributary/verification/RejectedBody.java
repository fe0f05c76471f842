package dev.tributary.verification;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tributary.verification.SecretRedaction.Redacted;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.text.Normalizer;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Takes out of the body of a call that is not verified what may be a secret. Such a body has no known shape: it may be meant
 * for another provider's source, or hold the secret in another place, case or form. The value of each member that is named
 * like a secret is replaced, at any depth, whatever it is, and so is a text that holds such a member. Of what is not whole
 * JSON, and so of what was cut, nothing is kept if such a name stands in it.
 */
final class RejectedBody {

    static final Redacted NOTHING = new Redacted(new byte[0], List.of("$"));

    private static final JsonFactory JSON = new JsonFactory();
    /** A letter of ASCII or a separator that is written as an escape of JSON, of a URL or of XML. */
    private static final Pattern ESCAPED_PART_OF_A_NAME =
            Pattern.compile("\\\\u|%[46][1-9A-Fa-f]|%[57][0-9Aa]|%2[5DEde]|%5[Ff]|&#");

    private static final Pattern NEITHER_LETTER_NOR_DIGIT = Pattern.compile("[^a-z0-9]+");
    private static final Pattern NAMED_LIKE_A_SECRET = Pattern.compile(
            "secret|passw|passphrase|pwd|token|apikey|privatekey|authori[sz]ation|accesskey|signingkey");

    private final Set<String> names;

    /** @param names of the members in which a provider sends its secret */
    RejectedBody(Collection<String> names) {
        this.names = names.stream().map(RejectedBody::normal).collect(Collectors.toUnmodifiableSet());
    }

    /** @param start of a body, or all of it */
    Redacted redact(byte[] start) {
        try (JsonParser parser = JSON.createParser(start)) {
            return replaced(parser, start);
        } catch (IOException e) {
            return isHarmless(start) ? new Redacted(start, List.of()) : NOTHING;
        }
    }

    private Redacted replaced(JsonParser parser, byte[] body) throws IOException {
        var kept = new ByteArrayOutputStream(body.length);
        Set<String> found = new LinkedHashSet<>();
        int copied = 0;
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (!isAtSecret(parser, token)) {
                continue;
            }
            found.add(
                    "$" + parser.getParsingContext().pathAsPointer().toString().replace('/', '.'));
            int start = (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            parser.finishToken();
            int end = (int) parser.currentLocation().getByteOffset();
            if (start < copied || end <= start) {
                throw new IOException("only a parser of UTF-8 tells where a value stands");
            }
            kept.write(body, copied, start - copied);
            kept.write(SecretRedaction.MARKER);
            copied = end;
        }
        kept.write(body, copied, body.length - copied);
        return new Redacted(kept.toByteArray(), List.copyOf(found));
    }

    /** Whether the parser is at a value that is replaced; moves on from a member's name to its value. */
    private boolean isAtSecret(JsonParser parser, JsonToken token) throws IOException {
        if (token == JsonToken.FIELD_NAME && namesSecret(normal(parser.currentName()))) {
            parser.nextToken();
            return true;
        }
        return token == JsonToken.VALUE_STRING && holdsSecret(parser.getText());
    }

    /** A text may hold members of its own: JSON, a form, headers, the query of a URL. */
    private boolean holdsSecret(String text) {
        return (text.indexOf(':') >= 0 || text.indexOf('=') >= 0)
                && (ESCAPED_PART_OF_A_NAME.matcher(text).find() || namesSecret(normal(text)));
    }

    private boolean namesSecret(String normal) {
        return NAMED_LIKE_A_SECRET.matcher(normal).find() || names.stream().anyMatch(normal::contains);
    }

    /** A letter may be written as an escape, and in an encoding of two bytes. */
    private boolean isHarmless(byte[] body) {
        String text = new String(body, UTF_8);
        return text.indexOf('\0') < 0 && !ESCAPED_PART_OF_A_NAME.matcher(text).find() && !namesSecret(normal(text));
    }

    /** Also of letters that only look wider, such as those of East Asian keyboards. */
    private static String normal(String name) {
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        return NEITHER_LETTER_NOR_DIGIT.matcher(plain).replaceAll("");
    }
}

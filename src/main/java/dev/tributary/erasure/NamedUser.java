package dev.tributary.erasure;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.tributary.receipt.Receipt;
import dev.tributary.security.privacy.EndUser;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Receipts whose body names an end user: where a string in it is the user's id, or a number of a member whose name contains
 * "user". A body that is not JSON, or was cut, names the user where the quoted id is anywhere in it.
 */
final class NamedUser implements Predicate<Receipt> {

    private static final JsonFactory JSON = new JsonFactory();

    private final EndUser user;
    private final String quoted;

    NamedUser(EndUser user) {
        this.user = user;
        this.quoted = '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(user.id())) + '"';
    }

    @Override
    public boolean test(Receipt receipt) {
        return receipt.provider().equals(user.provider())
                && isNamedIn(receipt.content().body());
    }

    private boolean isNamedIn(byte[] body) {
        try (JsonParser json = JSON.createParser(body)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                boolean isText = token == JsonToken.VALUE_STRING;
                if ((isText || (token.isNumeric() && isOfUser(json.currentName())))
                        && json.getText().equals(user.id())) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return new String(body, UTF_8).contains(quoted);
        }
    }

    private static boolean isOfUser(@Nullable String name) {
        return name != null && name.toLowerCase(Locale.ROOT).contains("user");
    }
}

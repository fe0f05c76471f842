package dev.tributary.followup.api;

/**
 * How an end user's session is asked for.
 *
 * @param path from the root of the API
 * @param authorization value of that header of the request
 * @param body JSON
 * @param token JSON Pointer of the token in the answer
 * @param header value of the header {@code Authorization} of later requests; {@code {token}} is filled in
 */
public record SessionRequest(String path, String authorization, String body, String token, String header) {

    /** Never the key: records get into logs. */
    @Override
    public String toString() {
        return "SessionRequest[" + path + "]";
    }
}

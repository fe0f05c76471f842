package dev.tributary.followup.paybook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * Reads an answer that cannot be read as a whole row by row, so that a row with a member twice, a number of a million digits or
 * lists in lists costs none of the rows beside it. A row that cannot be read is a missing node.
 */
final class RowByRow {

    private static final int LARGEST_ANSWER = 32 << 20;
    private static final JsonFactory TOKENS = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(1_000)
                    .maxStringLength(LARGEST_ANSWER)
                    .maxNumberLength(LARGEST_ANSWER)
                    .maxTokenCount(Envelope.MAX_TOKENS)
                    .build())
            .build();

    private final byte[] body;
    private final JsonMapper mapper;
    private final JsonParser parser;

    private RowByRow(byte[] body, JsonMapper mapper, JsonParser parser) {
        this.body = body;
        this.mapper = mapper;
        this.parser = parser;
    }

    /**
     * @param mapper reads each row, and each member that is not a list of rows
     * @throws IOException if it is not a JSON object, or something outside of the rows cannot be read
     */
    static ObjectNode read(byte[] body, JsonMapper mapper) throws IOException {
        try (JsonParser parser = TOKENS.createParser(body)) {
            return new RowByRow(body, mapper, parser).root();
        }
    }

    private ObjectNode root() throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("no object");
        }
        ObjectNode root = mapper.createObjectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            boolean isRows = parser.nextToken() == JsonToken.START_ARRAY && name.equals(Envelope.ROWS);
            if (root.has(name)) {
                throw new IOException("a member twice");
            }
            root.set(name, isRows ? rows() : value());
        }
        if (parser.nextToken() != null) {
            throw new IOException("more than one value");
        }
        return root;
    }

    private ArrayNode rows() throws IOException {
        ArrayNode rows = mapper.createArrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            int start = start();
            int end = end(start);
            try {
                rows.add(mapper.readTree(body, start, end - start));
            } catch (IOException | NumberFormatException e) {
                rows.add(MissingNode.getInstance());
            }
        }
        return rows;
    }

    private JsonNode value() throws IOException {
        int start = start();
        return mapper.readTree(body, start, end(start) - start);
    }

    private int start() {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    /** Moves to the end of the value that the parser is at. */
    private int end(int start) throws IOException {
        parser.skipChildren();
        parser.finishToken();
        int end = (int) parser.currentLocation().getByteOffset();
        if (start < 0 || end <= start) {
            throw new IOException("only a parser of UTF-8 tells where a value stands");
        }
        return end;
    }
}

package dev.tributary.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.TestGateway;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.receipt.ReceiptStore;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verified calls that are not JSON: the provider gets a 400 and sends them no more, so that the receipt must keep them. */
class InvalidBodyTest {

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = TestGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** The bodies stand here in Latin-1, so that each character is one byte; \u00FF is none of UTF-8. */
    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            610dfba3012c76fae596b51182b2af79c318f4c841a397a9f2dc128156bc3b3d | {"type":"credentials.updated","data":{"userId":"u\u00FF"}} | true
            1119e8cc2e7feb00bf4ff0540c6878f9477500a512eb6493bf077d6ddf8afd47 | {"type":"credentials.updated","data":{"name":"Jos\u00E9"}} | true
            b361b5459206dce7a0016645f06ab104185cc799e1218176f93af2949b6d3f60 | {"type":"credentials.updated","data":{"name":"\\u00e9"     | true
            658528d620c72cf99132525eca08ce7013bc56c3d44ce8f69dbd123d47296392 | {"webHook":{"secret":"canary"},"type":"x\u00FF"}          | false
            27fe4cd5460637f699425ac9f85c3abe9e486bed53d97babe776bb38cda27b90 | {"webHook":{"\\u0073ecret":"canary"},"a":"\u00FF"}       | false
            """)
    void keepsTheBytesUnlessASecretMayStandInThem(String signature, String body, boolean kept) {
        String source = "s" + signature.substring(0, 8);
        gateway.source(source, "tink", "tink-dotted", Map.of(), "webhook_secret_123", null);
        byte[] sent = body.getBytes(ISO_8859_1);

        assertThat(gateway.post("/hooks/tink/" + source, sent, "X-Tink-Signature", signature)
                        .statusCode())
                .isEqualTo(400);

        Receipt receipt = receipt(source);
        assertThat(receipt.verdict()).isEqualTo(Verdict.INVALID);
        assertThat(receipt.content().body()).isEqualTo(kept ? sent : new byte[0]);
    }

    private static Receipt receipt(String source) {
        ReceiptStore receipts = gateway.bean(ReceiptStore.class);
        String id = receipts.find("default", source, Verdict.INVALID, null, 10)
                .get(0)
                .receipt()
                .id();
        return receipts.find("default", id).orElseThrow();
    }
}

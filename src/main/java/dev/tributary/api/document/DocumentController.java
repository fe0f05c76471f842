package dev.tributary.api.document;

import java.util.function.Supplier;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The OpenAPI and AsyncAPI documents. Each is built by the first request for it, so that start-up takes no time for them. */
@RestController
class DocumentController {

    private final Supplier<PublishedDocument> openApi;
    private final Supplier<PublishedDocument> asyncApi;

    DocumentController(OpenApiDocument openApi, AsyncApiDocument asyncApi) {
        this.openApi = SingletonSupplier.of(() -> PublishedDocument.of(openApi.read()));
        this.asyncApi = SingletonSupplier.of(() -> PublishedDocument.of(asyncApi.read()));
    }

    @GetMapping("/openapi.json")
    ResponseEntity<byte[]> openApi() {
        return openApi.get().answer(MediaType.APPLICATION_JSON, CacheControl.noCache());
    }

    @GetMapping("/asyncapi.json")
    ResponseEntity<byte[]> asyncApi() {
        return asyncApi.get().answer(MediaType.APPLICATION_JSON, CacheControl.noCache());
    }
}

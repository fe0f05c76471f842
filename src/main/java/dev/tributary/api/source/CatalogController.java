package dev.tributary.api.source;

import dev.tributary.provider.ProviderCatalog;
import dev.tributary.provider.ProviderDescriptor;
import dev.tributary.provider.ProviderDescriptor.Registration;
import dev.tributary.provider.SchemeDescriptor;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The providers that this gateway knows, and what a source of each of their schemes takes. */
@RestController
@RequestMapping(RegistrationController.PATH + "/catalog")
class CatalogController {

    private final ProviderCatalog providers;

    CatalogController(ProviderCatalog providers) {
        this.providers = providers;
    }

    @GetMapping
    Map<String, Object> read(HttpServletRequest request) {
        RegistrationController.checkQuery(request, Set.of());
        return Map.of(
                "providers",
                providers.all().stream()
                        .sorted(Comparator.comparing(ProviderDescriptor::provider))
                        .map(CatalogController::shown)
                        .toList());
    }

    private static Map<String, Object> shown(ProviderDescriptor provider) {
        var followUps = provider.followUps();
        var shown = new LinkedHashMap<String, Object>();
        shown.put("provider", provider.provider());
        shown.put("fetches", followUps != null);
        shown.put("confirms", followUps != null && followUps.confirmation() != null);
        shown.put(
                "schemes",
                provider.schemes().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(scheme ->
                                shown(scheme.getKey(), scheme.getValue(), registration(provider, scheme.getKey())))
                        .toList());
        return shown;
    }

    private static Map<String, Object> shown(
            String name, SchemeDescriptor scheme, @Nullable Registration registration) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("scheme", name);
        shown.put("type", scheme.type());
        shown.put("needs_secret", scheme.needsSecret());
        if (scheme.headerOption() != null) {
            shown.put("header_option", scheme.headerOption());
        }
        shown.put("options", List.copyOf(scheme.options()));
        shown.put("registers", registration != null);
        if (registration != null) {
            shown.put("events", registration.events());
        }
        return shown;
    }

    private static @Nullable Registration registration(ProviderDescriptor provider, String scheme) {
        return provider.api() == null ? null : provider.api().registrations().get(scheme);
    }
}

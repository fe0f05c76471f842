package dev.tributary.subscription.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoDatabase;
import dev.tributary.egress.address.EgressDeniedException;
import java.time.Instant;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Authorised domains on every server of the protocol. */
abstract class AuthorizedDomainContract {

    private static final Instant CREATED = Instant.parse("2026-03-02T09:00:00Z");

    private MongoDatabase database;
    private AuthorizedDomainStore store;

    abstract MongoDatabase freshDatabase();

    @BeforeEach
    void open() {
        database = freshDatabase();
        store = new AuthorizedDomainStore(AuthorizedDomainStore.INDEXES.on(database));
    }

    @Test
    void keepsADomainOncePerTenantAndAnIdOnce() {
        AuthorizedDomain domain = domain("a", "one", "hooks.example.com");
        assertThat(store.insert(domain)).isTrue();
        assertThat(store.insert(domain("b", "one", "hooks.example.com"))).isFalse();
        assertThat(store.insert(domain("a", "two", "other.example.com"))).isFalse();
        assertThat(store.insert(domain("b", "two", "hooks.example.com"))).isTrue();
        assertThat(store.find("one", "a")).contains(domain);
        assertThat(store.find("two", "a")).isEmpty();
    }

    @Test
    void listsTheDomainsOfATenantById() {
        for (String id : new String[] {"c", "a", "b"}) {
            store.insert(domain(id, "one", id + ".example.com"));
        }
        store.insert(domain("d", "two", "d.example.com"));
        assertThat(store.list("one", null, 2)).extracting(AuthorizedDomain::id).containsExactly("a", "b");
        assertThat(store.list("one", "b", 2)).extracting(AuthorizedDomain::id).containsExactly("c");
    }

    @Test
    void appliesWhatAnotherGatewayWroteWithTheNextRefresh() {
        var domains = new AuthorizedDomains(store);
        var other = new AuthorizedDomainStore(database);
        domains.check("one", "https://elsewhere.example");
        other.insert(domain("a", "one", "hooks.example.com"));
        domains.follow();
        assertThatThrownBy(() -> domains.check("one", "https://elsewhere.example"))
                .isInstanceOf(EgressDeniedException.class);
        domains.check("one", "https://hooks.example.com/in");
        domains.check("two", "https://elsewhere.example");
        assertThat(other.delete("two", "a")).isFalse();
        assertThat(other.delete("one", "a")).isTrue();
        domains.follow();
        domains.check("one", "https://elsewhere.example");
    }

    @Test
    void appliesItsOwnWritesAtOnce() {
        var domains = new AuthorizedDomains(store);
        store.insert(domain("a", "one", "*.example.com"));
        assertThatThrownBy(() -> domains.check("one", "https://example.com")).isInstanceOf(EgressDeniedException.class);
        domains.check("one", "https://a.b.example.com");
        store.delete("one", "a");
        domains.check("one", "https://example.com");
    }

    @Test
    void aRowThatCannotBeReadPermitsNothingAndFreezesNoOtherTenant() {
        var domains = new AuthorizedDomains(store);
        database.getCollection("authorizedDomains")
                .insertOne(new Document("_id", "bad").append("tenant", "one").append("domain", 7));
        store.insert(domain("b", "two", "hooks.example.com"));
        domains.check("two", "https://hooks.example.com/in");
        assertThatThrownBy(() -> domains.check("two", "https://elsewhere.example"))
                .isInstanceOf(EgressDeniedException.class);
        assertThatThrownBy(() -> domains.check("one", "https://hooks.example.com"))
                .isInstanceOf(EgressDeniedException.class);
        assertThat(store.delete("one", "bad")).isTrue();
        domains.check("one", "https://hooks.example.com");
    }

    private static AuthorizedDomain domain(String id, String tenant, String domain) {
        return new AuthorizedDomain(id, tenant, domain, CREATED);
    }
}

package dev.tributary.followup;

import dev.tributary.banking.Account;
import dev.tributary.banking.Connection;
import dev.tributary.banking.DocumentFile;
import dev.tributary.banking.RecordId;
import dev.tributary.banking.Transaction;
import dev.tributary.banking.store.BankingQuery;
import dev.tributary.banking.store.BankingStore;
import dev.tributary.banking.store.DocumentStore;
import dev.tributary.followup.api.AnswerSink;
import dev.tributary.followup.api.ReadAnswer;
import dev.tributary.followup.api.ResourceApi;
import dev.tributary.followup.api.ResourceApi.Listed;
import dev.tributary.followup.call.ProviderCalls;
import dev.tributary.followup.store.FollowUp;
import dev.tributary.security.privacy.EndUser;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/** Keeps what was fetched: rows as records, files as documents. Keeping an answer again changes nothing. */
final class FetchResults {

    private static final int ACCOUNTS_LOOKED_AT = 20;

    private final BankingStore banking;
    private final DocumentStore documents;

    FetchResults(BankingStore banking, DocumentStore documents) {
        this.banking = banking;
        this.documents = documents;
    }

    /**
     * What was kept of an answer.
     *
     * @param confirms whether it held the credential that the event names, of the user that it names
     */
    record Kept(ReadAnswer answer, boolean confirms) {}

    /** @throws dev.tributary.followup.api.UnfetchableException if the answer is not what its kind has, or says that it failed */
    Kept keep(FollowUp followUp, ResourceApi api, @Nullable String contentType, byte[] body) {
        var sink = new Sink(followUp);
        FollowUp.Work work = followUp.work();
        var listed = new Listed(work.tenant(), work.sourceId(), followUp.kind(), followUp.href());
        ReadAnswer answer = api.read(listed, contentType, body, sink);
        return new Kept(answer, sink.confirms);
    }

    /** Of one answer. */
    private final class Sink implements AnswerSink {

        private final FollowUp followUp;
        private final FollowUp.Work work;
        private final Map<String, Optional<String>> timeZones = new HashMap<>();
        private boolean isConnectionRead;
        private @Nullable String timeZoneOfConnection;
        private boolean confirms;

        Sink(FollowUp followUp) {
            this.followUp = followUp;
            this.work = followUp.work();
        }

        @Override
        public void connections(List<Connection> page) {
            banking.storeConnections(page, work.provider());
            confirms |= page.stream().anyMatch(this::isNamed);
        }

        /** Whether it is the event's, of the user of that event where both name one. */
        private boolean isNamed(Connection connection) {
            boolean isOfUser = work.userId() == null
                    || connection.userId() == null
                    || work.userId().equals(connection.userId());
            return isOfUser && connection.providerId().equals(work.connectionId());
        }

        @Override
        public void accounts(List<Account> page) {
            banking.storeAccounts(page, user(), followUp.eventId());
        }

        @Override
        public void transactions(List<Transaction> page) {
            banking.storeTransactions(page, user(), followUp.eventId());
        }

        @Override
        public String file(String name, String contentType, byte[] content) {
            String sha256 = DigestUtils.sha256Hex(content);
            String id = DocumentStore.id(work.sourceId(), work.connectionId(), name, sha256);
            documents.store(
                    new DocumentFile(
                            id,
                            work.sourceId(),
                            work.connectionId(),
                            followUp.eventId(),
                            name,
                            contentType,
                            content.length,
                            sha256,
                            work.tenant()),
                    content,
                    user());
            return id;
        }

        /** By account, which was fetched before its transactions; else any account of the connection is at the same site. */
        @Override
        public @Nullable String timeZone(@Nullable String accountId) {
            return timeZones
                    .computeIfAbsent(Objects.requireNonNullElse(accountId, ""), id -> banking.findAccount(
                                    work.tenant(), RecordId.of(work.sourceId(), id))
                            .map(Account::timeZone)
                            .or(this::timeZoneOfConnection))
                    .orElse(null);
        }

        /** Read once: an answer may name an unknown account in every row. */
        private Optional<String> timeZoneOfConnection() {
            if (!isConnectionRead) {
                var ofConnection = new BankingQuery(
                        work.tenant(), work.sourceId(), work.connectionId(), null, null, ACCOUNTS_LOOKED_AT);
                timeZoneOfConnection = banking.findAccounts(ofConnection).found().stream()
                        .map(Account::timeZone)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
                isConnectionRead = true;
            }
            return Optional.ofNullable(timeZoneOfConnection);
        }

        /** In whose name it was fetched, see {@link ProviderCalls}. */
        private EndUser user() {
            return EndUser.of(work.tenant(), work.provider(), ProviderCalls.user(banking, work));
        }
    }
}

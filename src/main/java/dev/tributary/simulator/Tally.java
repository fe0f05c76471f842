package dev.tributary.simulator;

import dev.tributary.simulator.GatewayClient.Answer;
import dev.tributary.simulator.SimulatedSource.Profile;
import dev.tributary.simulator.Subscriber.Delivery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was sent, what came back, and what of it should not have happened or has not happened yet. */
final class Tally {

    private final Map<String, Profile> profiles;
    private final Map<String, Integer> answers = new TreeMap<>();
    private final Map<String, Integer> eventTypes = new TreeMap<>();
    private final List<String> surprises = new ArrayList<>();
    private final Set<String> listed = new LinkedHashSet<>();
    private final Set<String> fetched = new HashSet<>();
    private final Set<String> delivered = new HashSet<>();
    private final Set<Profile> profilesDelivered = new HashSet<>();
    private int sent;
    private int eventsExpected;
    private int verified;
    private int requestsToApi;
    private @Nullable String refusedOnPurpose;
    private boolean cameAgain;

    Tally(List<SimulatedSource> sources) {
        this.profiles = sources.stream().collect(Collectors.toMap(SimulatedSource::id, SimulatedSource::profile));
    }

    /** Before the call is sent, so that no page is asked for that this run knows nothing of. */
    synchronized void sending(ProviderCall call) {
        listed.addAll(call.listed());
    }

    /** Whether a call of this run had the credential's pages fetched; those of an earlier run are none of its business. */
    synchronized boolean knows(String credential) {
        return listed.stream().anyMatch(page -> page.contains(credential));
    }

    synchronized void answered(ProviderCall call, Answer answer) {
        sent++;
        answers.merge(answer.word(), 1, Integer::sum);
        if (!answer.word().equals(call.expected())) {
            surprises.add("%s %s was to be %s and was answered %s"
                    .formatted(call.source().profile(), call.name(), call.expected(), answer));
        } else {
            eventsExpected += call.events();
        }
    }

    synchronized void fetched(String pathAndQuery, int status) {
        requestsToApi++;
        if (status == 200) {
            fetched.add(pathAndQuery);
        }
    }

    synchronized void delivered(Delivery delivery, boolean answered503) {
        if (!delivery.verified()) {
            surprises.add("the signature of " + delivery.webhookId() + " does not verify");
            return;
        }
        verified++;
        if (answered503) {
            refusedOnPurpose = delivery.webhookId();
            return;
        }
        cameAgain |= delivery.webhookId().equals(refusedOnPurpose);
        Profile profile = profiles.get(delivery.sourceId());
        if (profile != null && delivery.ofRefresh()) {
            eventTypes.merge(delivery.type(), 1, Integer::sum);
            return;
        }
        if (profile != null && delivered.add(delivery.webhookId())) {
            profilesDelivered.add(profile);
            eventTypes.merge(delivery.type(), 1, Integer::sum);
            if (delivery.unfetched() > 0) {
                surprises.add(delivery.webhookId() + " came with " + delivery.unfetched() + " pages not fetched");
            }
        }
    }

    /** Whether all events that the gateway accepted so far have arrived. */
    synchronized boolean arrived() {
        return delivered.size() >= eventsExpected;
    }

    /** What is missing or wrong, one sentence each; empty is how a good run ends. */
    synchronized List<String> shortcomings() {
        List<String> found = new ArrayList<>(surprises);
        for (Profile profile : Profile.values()) {
            if (!profilesDelivered.contains(profile)) {
                found.add("no verified delivery of " + profile);
            }
        }
        for (String word : List.of("duplicate", "refused", "test")) {
            if (!answers.containsKey(word)) {
                found.add("no call was answered " + word);
            }
        }
        if (delivered.size() != eventsExpected) {
            found.add("%d events were accepted and %d delivered".formatted(eventsExpected, delivered.size()));
        }
        long missing = listed.stream().filter(page -> !fetched.contains(page)).count();
        if (missing > 0 || listed.isEmpty()) {
            found.add("%d of %d listed pages were not fetched".formatted(missing, listed.size()));
        }
        if (!cameAgain) {
            found.add("the delivery that was answered 503 did not come again");
        }
        return found;
    }

    synchronized String summary() {
        long pages = listed.stream().filter(fetched::contains).count();
        String types = eventTypes.entrySet().stream()
                .map(type -> "  %-34s %5d".formatted(type.getKey(), type.getValue()))
                .collect(Collectors.joining("\n"));
        return """
                calls sent                %5d   accepted %d, duplicates %d, tests %d, refused %d
                deliveries verified       %5d   of %d events
                refresh pages fetched     %5d   of %d listed, in %d requests
                events by type
                %s""".formatted(
                        sent,
                        count("accepted"),
                        count("duplicate"),
                        count("test"),
                        count("refused"),
                        verified,
                        delivered.size(),
                        pages,
                        listed.size(),
                        requestsToApi,
                        types);
    }

    private int count(String word) {
        return answers.getOrDefault(word, 0);
    }
}

package dev.tributary.followup;

import dev.tributary.banking.store.BankingStore;
import dev.tributary.event.GatewayUri;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.EventStore;
import dev.tributary.followup.store.FollowUpStore;
import dev.tributary.platform.Worker;
import dev.tributary.platform.membership.Membership;
import java.time.Clock;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What becomes of events beside the fetches of their resources. */
@Configuration(proxyBeanMethods = false)
class EventConfiguration {

    /** As the other workers of follow-ups. */
    private static final int PHASE = Integer.MAX_VALUE - 2;

    @Bean
    ChangeEvents changeEvents(
            BankingStore banking,
            EventStore events,
            TimeOrderedId ids,
            GatewayUri gateway,
            Membership membership,
            ApplicationEventPublisher publisher) {
        return new ChangeEvents(banking, events, ids, gateway, membership::writer, publisher::publishEvent);
    }

    @Bean
    Worker lateConfirmations(
            EventReader events,
            PendingEvents pending,
            FollowUpStore followUps,
            RefreshPlan plan,
            FollowUpSettings settings,
            Clock clock) {
        var late = new LateConfirmations(events, pending, followUps, plan, settings.maxUnconfirmed(), clock);
        return new Worker("late-confirmations", PHASE, late::round);
    }
}

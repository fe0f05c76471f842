package dev.tributary.start.command;

import com.mongodb.MongoException;
import dev.tributary.security.audit.AuditStore;
import dev.tributary.security.audit.AuditVerification;
import dev.tributary.security.audit.AuditVerification.Fault;
import dev.tributary.security.audit.AuditVerification.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.ExitCodeGenerator;

/** {@code verify-audit}: reads the audit of every tenant, and names the first entry that was changed, removed or inserted. */
final class VerifyAudit implements ApplicationRunner, ExitCodeGenerator {

    private static final Logger log = LoggerFactory.getLogger(VerifyAudit.class);

    private final AuditStore audit;
    private final AuditVerification verification;
    private boolean intact;

    VerifyAudit(AuditStore audit, AuditVerification verification) {
        this.audit = audit;
        this.verification = verification;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        try {
            intact = true;
            for (String tenant : audit.tenants()) {
                intact &= report(tenant, verification.verify(tenant));
            }
        } catch (MongoException e) {
            intact = false;
            log.error(
                    "The store does not answer ({}), so that the audit is not verified; run the command again",
                    e.getClass().getSimpleName());
        }
    }

    private static boolean report(String tenant, Outcome outcome) {
        Fault fault = outcome.fault();
        if (fault == null) {
            log.info(
                    "Audit of the tenant {}: {} entries are intact; entry {} is the last one and has the hash {}",
                    tenant,
                    outcome.entries(),
                    outcome.last().number(),
                    outcome.last().hash());
            return true;
        }
        log.error(
                "Audit of the tenant {}: entry {}{} was {}: {}. The {} entries before are intact",
                tenant,
                fault.number() == 0 ? "" : fault.number(),
                fault.id() == null ? "" : " (id " + fault.id() + ")",
                fault.kind(),
                fault.detail(),
                outcome.entries());
        return false;
    }

    @Override
    public int getExitCode() {
        return intact ? 0 : 1;
    }
}

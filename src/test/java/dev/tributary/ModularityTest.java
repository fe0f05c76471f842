package dev.tributary;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.modulith.core.ApplicationModules;

/** The folder is the architecture: these rules keep it so. */
@AnalyzeClasses(packagesOf = TributaryApplication.class, importOptions = ImportOption.DoNotIncludeTests.class)
class ModularityTest {

    @ArchTest
    static final ArchRule NO_DRAWERS = noClasses()
            .should()
            .resideInAnyPackage(
                    "..util..", "..utils..", "..common..", "..model..", "..models..", "..internal..", "..impl..")
            .because("what has no home of its own belongs beside its only user");

    @ArchTest
    static final ArchRule NO_EXCHANGES = noClasses()
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Exchange.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Processor.class)
            .because("routes order the steps, and steps are plain methods that can be tested without Camel");

    @ArchTest
    static final ArchRule STORES_KEEP_THE_DRIVER = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "..mongo..",
                    "..platform..",
                    "..source..",
                    "..registration..",
                    "..sourcehealth..",
                    "..receipt..",
                    "..eventstore..",
                    "..ledger..",
                    "..followup..",
                    "..delivery..",
                    "..subscription..",
                    "..config..",
                    "..secret..",
                    "..retention..",
                    "..audit..",
                    "..privacy..",
                    "..erasure..",
                    "..drift..",
                    "..quarantine..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.mongodb.client..", "org.bson..")
            .because("the store classes speak of events and receipts, not of documents");

    @ArchTest
    static final ArchRule NO_FIELD_INJECTION = noFields()
            .should()
            .beAnnotatedWith(Autowired.class)
            .orShould()
            .beAnnotatedWith(Value.class)
            .because("a constructor says what a class needs");

    @ArchTest
    static final ArchRule PROOFS_IN_CONSTANT_TIME = noClasses()
            .that()
            .resideInAPackage("..verification..")
            .should()
            .callMethod(Arrays.class, "equals", byte[].class, byte[].class)
            .because("MessageDigest.isEqual does not tell by its time how much was right");

    @Test
    void packagesImportOnlyWhatTheyDeclare() {
        ApplicationModules modules = ApplicationModules.of(TributaryApplication.class);
        assertThat(modules.stream().count()).isGreaterThan(10);
        modules.verify();
    }
}

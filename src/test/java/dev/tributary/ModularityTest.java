package dev.tributary;

import static com.tngtech.archunit.base.DescribedPredicate.anyElementThat;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.core.domain.properties.HasModifiers.Predicates.modifier;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
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
    static final ArchRule NO_CIRCLES = slices().matching("dev.tributary.(**)")
            .should()
            .beFreeOfCycles()
            .because("a package can be read, tested and moved without those that use it");

    @ArchTest
    static final ArchRule INGEST_KNOWS_NO_CONSUMER = noClasses()
            .that()
            .resideInAPackage("..tributary.ingest..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..tributary.subscription..",
                    "..tributary.fanout..",
                    "..tributary.delivery..",
                    "..tributary.followup..")
            .because("a call is answered whatever becomes of its events");

    @ArchTest
    static final ArchRule EMBEDDED_KNOWS_NO_FEATURE = noClasses()
            .that()
            .resideInAPackage("..tributary.embedded..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("dev.tributary..")
                    .and(not(resideInAnyPackage("dev.tributary.embedded..", "dev.tributary.platform"))))
            .because("it is a server of the MongoDB protocol and knows no word of this domain");

    @ArchTest
    static final ArchRule NO_EXCHANGES = noClasses()
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Exchange.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Processor.class)
            .because("routes order the steps, and steps are plain methods that can be tested without Camel");

    private static final DescribedPredicate<JavaClass> THE_DRIVERS_OWN = resideInAnyPackage(
                    "com.mongodb.client..", "org.bson..")
            .and(not(belongToAnyOf(MongoDatabase.class, MongoClient.class, MongoClients.class)))
            .as("collections, documents or queries of the driver");

    @ArchTest
    static final ArchRule STORES_KEEP_THE_DRIVER = noClasses()
            .that()
            .resideOutsideOfPackages("..mongo..", "..embedded..")
            .and()
            .haveNameNotMatching(".*(Store|Queue|Reader|Writer|Document|Format|Query)(\\$.*)?")
            .should()
            .dependOnClassesThat(THE_DRIVERS_OWN)
            .because(
                    "stores speak of events and receipts, not of documents, and the forms of rows and queries are theirs");

    @ArchTest
    static final ArchRule NO_DOCUMENT_IS_PUBLIC = noMethods()
            .that()
            .arePublic()
            .and()
            .areDeclaredInClassesThat(
                    resideOutsideOfPackages("..mongo..", "..embedded..").and(modifier(PUBLIC)))
            .should()
            .haveRawReturnType(THE_DRIVERS_OWN)
            .orShould()
            .haveRawParameterTypes(anyElementThat(THE_DRIVERS_OWN))
            .because("a document that crosses a store class makes its form everyone's");

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

package atlas.server;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import atlas.server.accounts.WebhookSecrets;
import atlas.server.cli.Cli;
import atlas.server.stdio.ProtocolStdout;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;

@AnalyzeClasses(
    packages = "atlas",
    importOptions = {DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {
  @ArchTest
  static final ArchRule toolsDoNotTouchTheDatabase =
      noClasses()
          .that()
          .resideInAPackage("atlas.tools..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("atlas.storage..", "java.sql..", "org.jdbi..", "org.postgresql..")
          .because("a tool asks core; transactions begin there");

  @ArchTest
  static final ArchRule toolsDoNotTouchTheNetwork =
      noClasses()
          .that()
          .resideInAPackage("atlas.tools..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("java.net.http..", "okhttp3..")
                  .or(
                      resideInAPackage("atlas.integrations..")
                          .and(not(describe("records", JavaClass::isRecord)))))
          .because("core asks other systems, never in a transaction; tools show what came back");

  @ArchTest
  static final ArchRule integrationsStandAlone =
      noClasses()
          .that()
          .resideInAPackage("atlas.integrations..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("atlas.storage..", "atlas.core..", "atlas.tools..", "java.sql..")
          .because("a client of Jira must be testable with an HTTP server alone");

  @ArchTest
  static final ArchRule storageStandsAlone =
      noClasses()
          .that()
          .resideInAnyPackage("atlas.storage..", "atlas.model..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("atlas.core..", "atlas.tools..", "atlas.integrations..");

  @ArchTest
  static final ArchRule recordsKnowNoSql =
      noClasses()
          .that()
          .resideInAPackage("atlas.model..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("atlas.storage..", "java.sql..", "org.postgresql..");

  @ArchTest
  static final ArchRule coreDoesNotUseTheTools =
      noClasses()
          .that()
          .resideInAPackage("atlas.core..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("atlas.tools..");

  @ArchTest
  static final ArchRule nobodyUsesTheServer =
      noClasses()
          .that()
          .resideOutsideOfPackage("atlas.server..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("atlas.server..");

  @ArchTest
  static final ArchRule timeAndIdsComeFromTheServer =
      noClasses()
          .that()
          .resideOutsideOfPackage("atlas.server..")
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(LocalDate.class, "now")
          .orShould()
          .callMethod(LocalDateTime.class, "now")
          .orShould()
          .callMethod(ZonedDateTime.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(UUID.class, "randomUUID")
          .because("what depends on the clock or on chance can't be tested otherwise");

  @ArchTest
  static final ArchRule onlyMainReadsTheEnvironment =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(Main.class.getName())
          .should()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class)
          .because("each setting is read once, in Config, from what Main gives it");

  /**
   * Main says what is wrong with a configuration before there is a log; Main, Cli and serve put the
   * log file beside standard error; ProtocolStdout takes standard output away from everybody.
   */
  @ArchTest
  static final ArchRule standardOutputIsTheProtocol =
      noClasses()
          .that(
              are(
                      Main.class.getName(),
                      Cli.class.getName(),
                      "atlas.server.cli.ServeCommand",
                      ProtocolStdout.class.getName())
                  .negate())
          .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
          .because("on stdio a stray line is a broken message; there is a log");

  @ArchTest
  static final ArchRule nothingSleepsAndNothingHidesInAThread =
      noClasses()
          .should()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(ThreadLocal.class)
          .because("waiting has a condition, and who calls is a parameter");

  @ArchTest
  static final ArchRule nobodyLogsElsewhere =
      GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

  @ArchTest
  static final ArchRule exceptionsSayWhatWentWrong =
      GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;

  @ArchTest
  static final ArchRule namesSayWhatThingsAre =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Impl")
          .orShould()
          .haveSimpleNameEndingWith("Manager")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Utils")
          .because("they name nothing; say what it is");

  @ArchTest
  static final ArchRule aClassIsFinalUnlessItsHeirsAreListed =
      classes()
          .that()
          .areNotInterfaces()
          .and()
          .areNotEnums()
          .and()
          .areNotAnonymousClasses()
          .and()
          .doNotHaveModifier(JavaModifier.ABSTRACT)
          .should()
          .haveModifier(JavaModifier.FINAL);

  @ArchTest
  static final ArchRule signaturesAreComparedInConstantTime =
      classes()
          .that()
          .haveFullyQualifiedName(WebhookSecrets.class.getName())
          .should()
          .callMethod(MessageDigest.class, "isEqual", byte[].class, byte[].class)
          .andShould(
              ArchConditions.not(
                  ArchConditions.callMethod(Arrays.class, "equals", byte[].class, byte[].class)))
          .because("the time that a comparison takes would tell how much of a guess is right");

  private static DescribedPredicate<JavaClass> are(String... names) {
    Set<String> known = Set.of(names);
    return describe("one of " + known, type -> known.contains(outermost(type).getFullName()));
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
  }

  /** A module's tests, when another module uses them. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }
}

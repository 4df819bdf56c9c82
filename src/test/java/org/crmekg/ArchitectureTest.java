package org.crmekg;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rules of docs/architecture.md, as tests: who may import whom, and which library is where. */
class ArchitectureTest {
  private static final String ROOT = "org.crmekg";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  /** Direct imports; what may be imported is transitive. Everyone may import the root and rdf. */
  private static final Map<String, List<String>> IMPORTS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("rdf", List.of()),
              Map.entry("config", List.of()),
              Map.entry("reference", List.of()),
              Map.entry("source", List.of("config")),
              Map.entry("mapping", List.of()),
              Map.entry("store", List.of("config")),
              Map.entry("finding", List.of("store")),
              Map.entry("virtual", List.of("source", "mapping")),
              Map.entry("materialize", List.of("virtual", "finding")),
              Map.entry("member", List.of("virtual", "store")),
              // Linkage takes records of any origin, so it knows no source; identity brings them.
              Map.entry("linkage", List.of()),
              Map.entry("identity", List.of("member", "finding", "reference", "linkage")),
              Map.entry("federation", List.of("identity")),
              Map.entry("lineage", List.of("federation")),
              Map.entry("validation", List.of("lineage", "finding")),
              Map.entry("demo", List.of("source")),
              Map.entry("app", List.of("validation", "materialize", "lineage")),
              Map.entry("server", List.of("app")),
              Map.entry("cli", List.of("server", "demo", "app"))));

  private static final String[] SQL = {
    "java.sql..",
    "javax.sql..",
    "org.h2..",
    "org.duckdb..",
    "org.postgresql..",
    "org.mariadb..",
    "com.zaxxer.."
  };

  private static Set<String> mayImport(String name) {
    var allowed = new HashSet<String>();
    var todo = new ArrayList<>(List.of(name));
    while (!todo.isEmpty()) {
      String next = todo.removeLast();
      if (allowed.add(next)) {
        List<String> direct = IMPORTS.get(next);
        assertThat(direct).as("package %s is in the table", next).isNotNull();
        todo.addAll(direct);
      }
    }
    return allowed;
  }

  @TestFactory
  List<DynamicTest> packagesImportOnlyWhatTheTableAllows() {
    return IMPORTS.keySet().stream()
        .filter(ArchitectureTest::exists)
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () -> {
                      Set<String> allowed = mayImport(name);
                      DescribedPredicate<JavaClass> forbidden =
                          DescribedPredicate.describe(
                              "another package than " + allowed,
                              c ->
                                  c.getPackageName().startsWith(ROOT + ".")
                                      && !allowed.contains(packageOf(c))
                                      && !packageOf(c).equals("rdf"));
                      noClasses()
                          .that()
                          .resideInAPackage(ROOT + "." + name)
                          .should()
                          .dependOnClassesThat(forbidden)
                          .because("docs/architecture.md has the table of imports")
                          .check(CLASSES);
                    }))
        .toList();
  }

  private static boolean exists(String name) {
    return CLASSES.stream().anyMatch(c -> packageOf(c).equals(name));
  }

  private static String packageOf(JavaClass c) {
    String name = c.getPackageName();
    return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
  }

  @Test
  void everyPackageIsInTheTableFlatAndNullMarked() {
    for (JavaClass c : CLASSES) {
      if (!packageOf(c).isEmpty()) {
        assertThat(IMPORTS).as(c.getName()).containsKey(packageOf(c));
      }
      assertThat(c.getPackage().isAnnotatedWith(NullMarked.class)).as(c.getName()).isTrue();
    }
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void theRootKnowsNoPackage() {
    noClasses()
        .that()
        .resideInAPackage(ROOT)
        .should()
        .dependOnClassesThat(resideInAPackage(ROOT + ".(*)..").and(alwaysTrue()))
        .check(CLASSES);
  }

  @TestFactory
  List<DynamicTest> librariesStayBehindTheirFences() {
    return List.of(
        fence("TDB2", List.of("store"), "org.apache.jena.tdb2..", "org.apache.jena.dboe.."),
        fence("RDF4J", List.of("validation"), "org.eclipse.rdf4j.."),
        fence(
            "SQL", List.of("source", "virtual", "materialize", "identity", "linkage", "demo"), SQL),
        fence(
            "HTTP server",
            List.of("server"),
            "org.apache.jena.fuseki..",
            "jakarta.servlet..",
            "org.eclipse.jetty.."),
        fence("picocli", List.of("cli"), "picocli.."),
        fence("ICU", List.of("reference", "linkage"), "com.ibm.icu.."),
        fence("names and numbers", List.of("linkage"), "com.google.i18n..", "fr.marcwrobel.."),
        fence("JGraphT", List.of("analytics"), "org.jgrapht.."));
  }

  private static DynamicTest fence(String name, List<String> inside, String... library) {
    String[] packages = inside.stream().map(p -> ROOT + "." + p + "..").toArray(String[]::new);
    return DynamicTest.dynamicTest(
        name,
        () ->
            noClasses()
                .that()
                .resideOutsideOfPackages(packages)
                .should()
                .dependOnClassesThat(resideInAnyPackage(library))
                .because("the library fences of docs/architecture.md")
                .check(CLASSES));
  }

  @Test
  void namesSayWhatAThingIs() {
    noClasses()
        .should()
        .haveNameMatching(".*\\.[^.$]*(Impl|Manager|Helper|Utils?|Processor|Data|Info)$")
        .orShould()
        .haveNameMatching(".*\\.(Abstract|My)[^.]*")
        .because("names are the field's terms")
        .check(CLASSES);
  }

  @Test
  void mappingsAndConfigurationsAreValues() {
    classes()
        .that()
        .resideInAnyPackage(ROOT + ".mapping", ROOT + ".config")
        .and()
        .areTopLevelClasses()
        .and()
        .haveSimpleNameNotEndingWith("Reader")
        .and()
        .doNotHaveSimpleName("TemplateIntersection")
        .and()
        .doNotHaveSimpleName("package-info")
        .should(
            com.tngtech.archunit.lang.ArchCondition.from(
                DescribedPredicate.describe(
                    "be records, enums or interfaces",
                    c -> c.isRecord() || c.isEnum() || c.isInterface())))
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLinePrintsOrExits() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".cli")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .check(CLASSES);
  }

  @Test
  void timeAndEnvironmentComeInThroughTheApp() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".app", ROOT + ".cli")
        .should()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(java.time.LocalDate.class, "now")
        .orShould()
        .callConstructor(java.util.Random.class)
        .check(CLASSES);
  }

  @Test
  void onlyOurOwnErrorsAreThrown() {
    noClasses()
        .that()
        .doNotHaveSimpleName("EkgException")
        .should()
        .callConstructor(RuntimeException.class, String.class)
        .orShould()
        .callConstructor(RuntimeException.class, String.class, Throwable.class)
        .orShould()
        .callConstructor(RuntimeException.class, Throwable.class)
        .orShould()
        .callConstructor(Exception.class, String.class)
        .check(CLASSES);
  }

  @Test
  void publicFieldsAreConstants() {
    fields().that().arePublic().should().beStatic().andShould().beFinal().check(CLASSES);
    assertThat(
            CLASSES.stream()
                .flatMap(c -> c.getFields().stream())
                .filter(f -> f.getModifiers().contains(JavaModifier.PUBLIC)))
        .isNotEmpty();
  }

  @Test
  void theRulesAreNotVacuous() {
    assertThat(CLASSES.size()).isGreaterThan(150);
    for (String name : List.of("rdf", "source", "mapping", "virtual", "federation", "app")) {
      assertThat(CLASSES.stream().filter(c -> packageOf(c).equals(name)).count())
          .as(name)
          .isGreaterThan(3);
    }
    assertThat(mayImport("mapping")).containsExactly("mapping");
    assertThat(mayImport("federation")).contains("source", "store").doesNotContain("app");
  }
}

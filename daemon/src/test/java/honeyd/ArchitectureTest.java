package honeyd;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The table of ARCHITECTURE.md §3 and the rules around it, held by the compiler's output.
///
/// If you are about to add a word here, first ask whether the class is in the wrong package.
class ArchitectureTest {
  private static final JavaClasses PRODUCTION =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("honeyd");

  @ParameterizedTest(name = "{0} may import [{1}]")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          base        | ''                                                          | org.jctools..
          net         | base                                                        | ''
          wire        | net base                                                    | ''
          sys         | base                                                        | ''
          link        | sys wire net base                                           | ''
          event       | net base                                                    | ''
          personality | wire net base                                               | ''
          model       | personality net base                                        | ''
          config      | model personality net base                                  | org.antlr..
          flow        | model net base                                              | ''
          stack       | link flow event model personality wire net base             | ''
          dhcp        | link event model personality wire net base                  | ''
          arpd        | link stack event wire net base                              | ''
          service     | flow event model sys net base                               | ''
          report      | event net base                                              | ''
          web         | report event net base                                       | ''
          control     | config model report event net base                          | com.fasterxml.jackson.core.. org.jline..
          """)
  void importsOnlyWhatItsRowAllows(String pkg, String allowed, String libraries) {
    List<String> rows =
        new ArrayList<>(List.of("java..", "org.jspecify..", "honeyd." + pkg + ".."));
    for (String name : words(allowed)) {
      rows.add("honeyd." + name + "..");
    }
    rows.addAll(words(libraries));
    classes()
        .that()
        .resideInAPackage("honeyd." + pkg + "..")
        .should()
        .onlyDependOnClassesThat(inPackagesOrArrays(rows))
        .allowEmptyShould(true)
        .check(PRODUCTION);
  }

  private static List<String> words(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
  }

  private static DescribedPredicate<JavaClass> inPackagesOrArrays(List<String> packages) {
    DescribedPredicate<JavaClass> inside =
        JavaClass.Predicates.resideInAnyPackage(packages.toArray(String[]::new));
    return DescribedPredicate.describe(
        "are in " + packages,
        c -> {
          JavaClass base = c.getBaseComponentType();
          return base.isPrimitive() || inside.test(base);
        });
  }

  @Test
  void onlySysTouchesTheLinker() {
    noClasses()
        .that()
        .resideOutsideOfPackage("honeyd.sys..")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.foreign.Linker")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.foreign.SymbolLookup")
        .orShould()
        .callMethodWhere(
            DescribedPredicate.describe(
                "reinterprets memory", call -> call.getName().equals("reinterpret")))
        .check(PRODUCTION);
  }

  @Test
  void timeAndChanceArePassedIn() {
    noClasses()
        .that()
        .resideOutsideOfPackages("honeyd.base..", "honeyd.daemon..")
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(java.util.Random.class)
        .check(PRODUCTION);
  }

  @Test
  void noStaticMutableState() {
    noFields()
        .that(
            DescribedPredicate.<JavaField>describe(
                "are written by people",
                f ->
                    !f.getModifiers().contains(JavaModifier.SYNTHETIC)
                        && !f.getOwner()
                            .getSimpleName()
                            .matches("Honeyd(Lexer|Parser).*|.*Context")))
        .and()
        .areStatic()
        .should()
        .notBeFinal()
        .allowEmptyShould(true)
        .check(PRODUCTION);
  }
}

package dev.tributary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The sizes that keep files and packages readable at one sight, and what every package says of itself. */
class LayoutTest {

    private static final Path MAIN = Path.of("src/main/java");
    private static final Path TESTS = Path.of("src/test/java");
    private static final String INFO = "package-info.java";

    private static final Pattern NAMES = Pattern.compile("`(\\w+)`");
    private static final Pattern IMPORTS = Pattern.compile("(?m)^import (?:static )?dev\\.tributary\\.(\\w+)\\.");

    private static final int MAX_TYPES = 12;
    private static final int MAX_LINES = 250;
    private static final int MAX_TEST_LINES = 300;
    private static final int MAX_METHOD_LINES = 30;

    @Test
    void holdsOnlyTheMainMethodOutsideOfModules() throws IOException {
        assertThat(types(MAIN).get(MAIN.resolve("dev/tributary"))).containsExactly("TributaryApplication.java");
    }

    @Test
    void holdsAtMostTwelveTypesInAPackage() throws IOException {
        assertThat(types(MAIN)).hasSizeGreaterThan(20).allSatisfy((folder, names) -> assertThat(names)
                .as("%s", folder)
                .hasSizeLessThanOrEqualTo(MAX_TYPES));
    }

    @Test
    void saysInEachPackageWhatItDoes() throws IOException {
        for (Path folder : types(MAIN).keySet()) {
            assertThat(folder.resolve(INFO)).content().startsWith("/**").contains("@NullMarked");
        }
    }

    /** The table of the README is the order in which a newcomer can read: nothing imports what comes after it. */
    @Test
    void importsOnlyWhatStandsBeforeInTheReadme() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        List<String> order = NAMES.matcher(readme.substring(readme.indexOf("| package |"), readme.indexOf("## Use it")))
                .results()
                .map(name -> name.group(1))
                .toList();
        try (Stream<Path> modules = Files.list(MAIN.resolve("dev/tributary"))) {
            assertThat(modules.filter(Files::isDirectory)
                            .map(module -> module.getFileName().toString()))
                    .allSatisfy(module -> assertThat(order).contains(module));
        }
        for (Path file : sources(MAIN)) {
            int own = order.indexOf(
                    MAIN.resolve("dev/tributary").relativize(file).getName(0).toString());
            assertThat(IMPORTS.matcher(Files.readString(file)).results().map(used -> used.group(1)))
                    .as("%s", file)
                    .allSatisfy(used -> assertThat(order.indexOf(used)).isBetween(0, own < 0 ? order.size() : own));
        }
    }

    /** That of a test stands before it on the class path, so that the declared imports of the module would not be checked. */
    @Test
    void declaresEachPackageOnce() throws IOException {
        for (Path folder : types(MAIN).keySet()) {
            assertThat(TESTS.resolve(MAIN.relativize(folder)).resolve(INFO)).doesNotExist();
        }
    }

    @Test
    void keepsFilesShort() throws IOException {
        assertThat(longerThan(MAIN, MAX_LINES)).isEmpty();
        assertThat(longerThan(TESTS, MAX_TEST_LINES)).isEmpty();
    }

    /** Between the braces: how many lines a list of parameters takes is up to the formatter. */
    @Test
    void keepsMethodsShort() throws IOException {
        Map<String, Long> lines = methodLines();
        assertThat(lines).hasSizeGreaterThan(2000);
        lines.values().removeIf(count -> count <= MAX_METHOD_LINES);
        assertThat(lines).isEmpty();
    }

    /** The lines of each method's body, by file and position. */
    private static Map<String, Long> methodLines() throws IOException {
        Map<String, Long> lines = new TreeMap<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, UTF_8)) {
            var task = (JavacTask)
                    compiler.getTask(null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources(MAIN)));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                new TreeScanner<Void, Void>() {
                    @Override
                    public @Nullable Void visitMethod(MethodTree method, Void none) {
                        Tree body = method.getBody();
                        if (body != null) {
                            LineMap map = unit.getLineMap();
                            long start = map.getLineNumber(positions.getStartPosition(unit, body));
                            long end = map.getLineNumber(positions.getEndPosition(unit, body));
                            lines.put(unit.getSourceFile().getName() + ':' + start, end - start - 1);
                        }
                        return super.visitMethod(method, null);
                    }
                }.scan(unit, null);
            }
        }
        return lines;
    }

    private static Map<Path, List<String>> types(Path tree) throws IOException {
        Map<Path, List<String>> types = new TreeMap<>();
        for (Path file : sources(tree)) {
            if (!file.endsWith(INFO)) {
                types.computeIfAbsent(file.getParent(), folder -> new ArrayList<>())
                        .add(file.getFileName().toString());
            }
        }
        return types;
    }

    private static List<String> longerThan(Path tree, int max) throws IOException {
        List<String> longer = new ArrayList<>();
        for (Path file : sources(tree)) {
            int lines = Files.readAllLines(file).size();
            if (lines > max) {
                longer.add(file + " has " + lines + " lines");
            }
        }
        return longer;
    }

    private static List<Path> sources(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }
}

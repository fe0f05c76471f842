package dev.tributary.start;

import dev.tributary.problem.Spelling;
import java.lang.reflect.RecordComponent;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.stereotype.Component;

/**
 * Names what is set for the gateway and not read by it, such as a misspelt variable, before the one that is missing for it
 * can stop start-up. Values are never written: they may be secret.
 */
@Component
class UnknownSettings implements BeanFactoryPostProcessor {

    private static final Logger log = LoggerFactory.getLogger(UnknownSettings.class);

    private static final Pattern PREFIX = Pattern.compile("(?i)^tributary[._](?=.)");
    /** Read by the tests, and set where a developer runs both. */
    private static final Pattern OF_TESTS = Pattern.compile("(?i)tributary[._]test[._].*");
    /** What Kubernetes tells each pod of a service, whose name may begin like the settings do. */
    private static final Pattern OF_SERVICE =
            Pattern.compile("(.+?)_(?:SERVICE_HOST|SERVICE_PORT(?:_.+)?|PORT(?:_\\d+_.+)?)");

    private static final Pattern INDEX = Pattern.compile("(?:\\[\\d+]|_\\d+)$");
    /** A name is near where at most every third of its letters differs. */
    private static final int NEAR = 3;

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        var environment = beans.getBean(ConfigurableEnvironment.class);
        lines(environment.getPropertySources(), known(beans)).forEach(line -> log.warn("{}", line));
    }

    /** Each component of the records that settings are bound to, such as {@code tributary.export.max-rows}. */
    static Set<String> known(ConfigurableListableBeanFactory beans) {
        Set<String> settings = new TreeSet<>();
        for (String bean : beans.getBeanDefinitionNames()) {
            Class<?> type = beans.getType(bean, false);
            var bound = type == null ? null : type.getAnnotation(ConfigurationProperties.class);
            if (type != null && bound != null && type.isRecord()) {
                for (RecordComponent component : type.getRecordComponents()) {
                    settings.add(bound.value() + '.' + DataObjectPropertyName.toDashedForm(component.getName()));
                }
            }
        }
        return settings;
    }

    static Set<String> lines(Iterable<PropertySource<?>> sources, Set<String> known) {
        Set<String> lines = new LinkedHashSet<>();
        for (PropertySource<?> source : sources) {
            if (source instanceof EnumerablePropertySource<?> listed) {
                boolean variable = source instanceof SystemEnvironmentPropertySource;
                Set<String> names = new TreeSet<>(List.of(listed.getPropertyNames()));
                names.stream()
                        .filter(name -> PREFIX.matcher(name).find() && !isOfOthers(name, names))
                        .filter(name -> known.stream().noneMatch(setting -> isRead(name, setting, variable)))
                        .forEach(name -> lines.add(line(name, known, variable)));
            }
        }
        return lines;
    }

    private static boolean isOfOthers(String name, Set<String> names) {
        Matcher service = OF_SERVICE.matcher(name);
        boolean ofService = service.matches() && names.contains(service.group(1) + "_SERVICE_HOST");
        return ofService || OF_TESTS.matcher(name).matches();
    }

    /** As Spring Boot binds: whatever the case and with or without hyphens, and a variable with underscores for them as well. */
    private static boolean isRead(String name, String setting, boolean variable) {
        String written = INDEX.matcher(name.toLowerCase(Locale.ROOT)).replaceFirst("");
        String joined = setting.replace("-", "");
        if (written.replaceAll("[-_]", "").equals(joined)) {
            return true;
        }
        return variable
                && (written.equals(joined.replace('.', '_'))
                        || written.equalsIgnoreCase(StartupFailure.variable(setting)));
    }

    private static String line(String name, Set<String> known, boolean variable) {
        String letters = letters(name);
        String nearest = known.stream()
                .min(Comparator.comparingInt(setting -> Spelling.distance(letters, letters(setting))))
                .orElseThrow();
        String likely = variable ? StartupFailure.variable(nearest) : nearest;
        return name + " is not a setting of the gateway and is ignored"
                + (Spelling.distance(letters, letters(nearest)) * NEAR <= letters.length()
                        ? "; did you mean " + likely + "?"
                        : "");
    }

    private static String letters(String name) {
        return PREFIX.matcher(name).replaceFirst("").toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
    }
}

package dev.tributary.benchmark;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** One target through all rounds: its process, what it was asked, what it cost. */
final class TargetRun {

    final Target target;
    final Ledger ledger = new Ledger();
    final Measurements rate = new Measurements();
    final Measurements cpuMicros = new Measurements();
    /** Of the processes beside target and generator: of the store's server, if the machine is quiet otherwise. */
    final Measurements elsewhereMicros = new Measurements();

    final Map<ThreadGroups, Measurements> threadMicros = new EnumMap<>(ThreadGroups.class);
    final Measurements idleMillis = new Measurements();
    final Measurements idleCommands = new Measurements();
    final Measurements commands = new Measurements();
    double peakMemory;
    double secondsToReady;
    int missing;
    /** Of the store with all its collections and indexes, for a call. */
    double bytesPerCall = Double.NaN;

    double documentsPerCall = Double.NaN;

    private final BenchmarkSettings settings;
    private final String run;
    private final Path folder;
    private final int port;
    private final GatewayAccess gateway;
    private @Nullable TargetProcess process;

    /**
     * @param run 16 hex digits that no other run has
     * @param port of the target; the one after it is for its management
     */
    TargetRun(Target target, BenchmarkSettings settings, String run, Path folder, int port) {
        this.target = target;
        this.settings = settings;
        this.run = run;
        this.folder = folder.resolve(target.name());
        this.port = port;
        this.gateway = new GatewayAccess(port, port + 1);
    }

    void start() throws IOException, InterruptedException {
        boolean product = target == Target.G;
        URI readiness = URI.create(
                product
                        ? "http://127.0.0.1:%d/actuator/health/readiness".formatted(port + 1)
                        : "http://127.0.0.1:%d/hooks/ready".formatted(port));
        String flags = product ? settings.jvm() + " " + settings.gatewayJvm() : settings.jvm();
        process = TargetProcess.start(flags, program(), environment(), readiness, folder);
        if (product) {
            gateway.setUp(folder);
        }
        secondsToReady = process.secondsToReady();
    }

    private List<String> program() {
        return target == Target.G
                ? List.of("-jar", System.getProperty("tributary.test.jar", "target/tributary.jar"))
                : List.of("-cp", System.getProperty("java.class.path"), BaselineServer.class.getName());
    }

    private Map<String, String> environment() {
        Map<String, String> environment =
                BenchmarkSettings.environment(port, folder, settings.databaseUri(database(target)));
        environment.put("BENCHMARK_TARGET", target.name());
        environment.put("BENCHMARK_GATEWAY_DATABASE", database(Target.G));
        return environment;
    }

    private String database(Target of) {
        return "benchmark_" + run + "_" + of.name();
    }

    /**
     * Loads it in both ways that are measured, so that the compilers have seen both: code that was compiled for many calls at a
     * time is compiled again when a single one comes.
     */
    void warmUp() throws IOException, InterruptedException, ExecutionException {
        Duration half = settings.warmUp().dividedBy(2);
        load(settings.connections(), half);
        load(1, settings.idleRound());
        load(settings.connections(), half);
    }

    void loaded() throws IOException, InterruptedException, ExecutionException {
        double cpuBefore = process().cpuSeconds();
        double elsewhereBefore = ProcStat.machineCpuSeconds() - ProcStat.ownCpuSeconds() - cpuBefore;
        Map<ThreadGroups, Double> threadsBefore =
                ThreadGroups.cpuSeconds(process().pid());
        double commandsBefore = commandsSoFar();
        LoadRun.Outcome outcome = load(settings.connections(), settings.round());
        double cpuAfter = process().cpuSeconds();
        double elsewhereAfter = ProcStat.machineCpuSeconds() - ProcStat.ownCpuSeconds() - cpuAfter;
        rate.add(outcome.rate());
        cpuMicros.add((cpuAfter - cpuBefore) * 1e6 / outcome.calls());
        elsewhereMicros.add((elsewhereAfter - elsewhereBefore) * 1e6 / outcome.calls());
        ThreadGroups.cpuSeconds(process().pid()).forEach((group, seconds) -> threadMicros
                .computeIfAbsent(group, first -> new Measurements())
                .add((seconds - threadsBefore.getOrDefault(group, 0.0)) * 1e6 / outcome.calls()));
        commands.add((commandsSoFar() - commandsBefore) / outcome.calls());
    }

    /** One more round, which does not count, under the flight recorder. */
    CpuProfile profiled() throws IOException, InterruptedException, ExecutionException {
        CpuProfile.start(process().pid());
        load(settings.connections(), settings.round());
        return CpuProfile.stop(process().pid(), folder.resolve("profile.jfr"));
    }

    void oneConnection() throws IOException, InterruptedException, ExecutionException {
        double commandsBefore = commandsSoFar();
        LoadRun.Outcome outcome = load(1, settings.idleRound());
        idleMillis.add(outcome.medianMillis());
        idleCommands.add((commandsSoFar() - commandsBefore) / outcome.calls());
    }

    private LoadRun.Outcome load(int connections, Duration duration) throws InterruptedException, ExecutionException {
        SignedCalls calls = SignedCalls.of(run, GatewayAccess.SOURCE_ID, GatewayAccess.SECRET, Instant.now());
        return LoadRun.run(port, connections, duration, calls, ledger);
    }

    private double commandsSoFar() throws IOException, InterruptedException {
        return target == Target.G ? gateway.mongoCommands() : Double.NaN;
    }

    void stop() throws IOException {
        if (process != null) {
            peakMemory = process.peakMemory();
            process.close();
            process = null;
        }
    }

    /** Looks up every call that was answered 200; for the time after the target was stopped. */
    void audit() throws IOException {
        if (!target.stores()) {
            return;
        }
        double calls = ledger.acknowledged().cardinality();
        bytesPerCall = StoreSize.bytes(settings.mongodb(), database(target), folder) / calls;
        missing = StoreAudit.read(settings.mongodb(), database(target), folder, stored -> {
            documentsPerCall = StoreSize.documents(stored) / calls;
            return StoreAudit.missing(stored, target, ledger.acknowledged());
        });
    }

    private TargetProcess process() {
        if (process == null) {
            throw new IllegalStateException(target + " is not running");
        }
        return process;
    }
}

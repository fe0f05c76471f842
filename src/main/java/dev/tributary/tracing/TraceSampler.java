package dev.tributary.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/**
 * Takes a part of the traces, by their ids alone, so that every gateway takes the same ones. The sampler of OpenTelemetry reads the
 * two highest bits of the second half, which are the same in all ids of receipts.
 */
final class TraceSampler implements Sampler {

    private static final int HALF = 16;

    private final double part;

    TraceSampler(double part) {
        this.part = part;
    }

    @Override
    public SamplingResult shouldSample(
            Context parent, String traceId, String name, SpanKind kind, Attributes attributes, List<LinkData> links) {
        long random = Long.parseUnsignedLong(traceId, HALF, 2 * HALF, 16) << 2 >>> 1;
        return random < part * Long.MAX_VALUE ? SamplingResult.recordAndSample() : SamplingResult.drop();
    }

    @Override
    public String getDescription() {
        return "TraceSampler{" + part + "}";
    }
}

package dev.tributary.api.export;

import dev.tributary.event.Timestamp;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** A Parquet file that is written while its rows come: no more than a group of rows is held in memory. */
final class ParquetRows<T> implements Rows<T> {

    private static final int PRECISION = 38;
    private static final int SCALE = 5;
    private static final int DECIMAL_BYTES = 16;
    private static final int GROUP_BYTES = 8 << 20;
    private static final int PAGE_BYTES = 256 << 10;
    private static final long MICROS = 1_000_000;

    private final ParquetWriter<T> writer;

    ParquetRows(Table<T> table, OutputStream out) throws IOException {
        this.writer = new Builder<>(table, out)
                .withConf(new PlainParquetConfiguration())
                .withCodecFactory(new GzipPages())
                .withCompressionCodec(CompressionCodecName.GZIP)
                .withRowGroupSize((long) GROUP_BYTES)
                .withPageSize(PAGE_BYTES)
                .build();
    }

    @Override
    public void write(T row) throws IOException {
        writer.write(row);
    }

    @Override
    public void end() throws IOException {
        writer.close();
    }

    private static final class Builder<T> extends ParquetWriter.Builder<T, Builder<T>> {

        private final Table<T> table;

        Builder(Table<T> table, OutputStream out) {
            super(new StreamedFile(out));
            this.table = table;
        }

        @Override
        protected Builder<T> self() {
            return this;
        }

        @Override
        @Deprecated
        protected WriteSupport<T> getWriteSupport(Configuration unused) {
            return new Writing<>(table);
        }

        @Override
        protected WriteSupport<T> getWriteSupport(ParquetConfiguration unused) {
            return new Writing<>(table);
        }
    }

    private static final class Writing<T> extends WriteSupport<T> {

        private final Table<T> table;
        private RecordConsumer consumer;

        @SuppressWarnings("NullAway.Init") // set by prepareForWrite, before the first row
        Writing(Table<T> table) {
            this.table = table;
        }

        @Override
        @Deprecated
        public WriteContext init(Configuration unused) {
            return context();
        }

        @Override
        public WriteContext init(ParquetConfiguration unused) {
            return context();
        }

        private WriteContext context() {
            List<Type> types = table.columns().stream().map(ParquetRows::type).toList();
            return new WriteContext(new MessageType(table.name(), types), Map.of());
        }

        @Override
        public void prepareForWrite(RecordConsumer recordConsumer) {
            this.consumer = recordConsumer;
        }

        @Override
        public void write(T row) {
            consumer.startMessage();
            for (int i = 0; i < table.columns().size(); i++) {
                Column<T> column = table.columns().get(i);
                Object value = column.value().apply(row);
                if (value != null && !isTooLarge(value)) {
                    consumer.startField(column.name(), i);
                    add(column.kind(), value);
                    consumer.endField(column.name(), i);
                }
            }
            consumer.endMessage();
        }

        private void add(Column.Kind kind, Object value) {
            switch (kind) {
                case TEXT, ID -> consumer.addBinary(Binary.fromString(value.toString()));
                case DECIMAL -> consumer.addBinary(decimal((BigDecimal) value));
                case MOMENT -> consumer.addLong(micros(value));
                case DATE -> consumer.addInteger((int) ((LocalDate) value).toEpochDay());
                case FLAG -> consumer.addBoolean((Boolean) value);
                case NUMBER -> consumer.addLong((Long) value);
            }
        }
    }

    /** No amount of money: the text of it stands in the other forms. */
    private static boolean isTooLarge(Object value) {
        return value instanceof BigDecimal number && number.precision() - number.scale() > PRECISION - SCALE;
    }

    private static Type type(Column<?> column) {
        return switch (column.kind()) {
            case TEXT, ID ->
                Types.optional(PrimitiveTypeName.BINARY)
                        .as(LogicalTypeAnnotation.stringType())
                        .named(column.name());
            case DECIMAL ->
                Types.optional(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY)
                        .length(DECIMAL_BYTES)
                        .as(LogicalTypeAnnotation.decimalType(SCALE, PRECISION))
                        .named(column.name());
            case MOMENT ->
                Types.optional(PrimitiveTypeName.INT64)
                        .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS))
                        .named(column.name());
            case DATE ->
                Types.optional(PrimitiveTypeName.INT32)
                        .as(LogicalTypeAnnotation.dateType())
                        .named(column.name());
            case FLAG -> Types.optional(PrimitiveTypeName.BOOLEAN).named(column.name());
            case NUMBER -> Types.optional(PrimitiveTypeName.INT64).named(column.name());
        };
    }

    private static Binary decimal(BigDecimal value) {
        byte[] digits =
                value.setScale(SCALE, RoundingMode.HALF_EVEN).unscaledValue().toByteArray();
        byte[] fixed = new byte[DECIMAL_BYTES];
        Arrays.fill(fixed, 0, DECIMAL_BYTES - digits.length, (byte) (value.signum() < 0 ? -1 : 0));
        System.arraycopy(digits, 0, fixed, DECIMAL_BYTES - digits.length, digits.length);
        return Binary.fromConstantByteArray(fixed);
    }

    private static long micros(Object value) {
        Instant moment = value instanceof Instant instant ? instant : Timestamp.parse(value.toString());
        return moment.getEpochSecond() * MICROS + moment.getNano() / 1_000;
    }
}

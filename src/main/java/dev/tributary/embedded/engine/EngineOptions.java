package dev.tributary.embedded.engine;

import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.TablePropertiesCollectorFactory;
import org.rocksdb.WriteBufferManager;

/**
 * Bounds of the engine. Memory outside of the heap: {@link #CACHE} for blocks, filters, block indexes and the changes
 * that are not in a file yet. After a crash at most {@link #LOG} of the log is read again.
 */
final class EngineOptions implements AutoCloseable {

    private static final long MIB = 1 << 20;

    static final long CACHE = 96 * MIB;
    static final long LOG = 64 * MIB;

    private static final long BUFFER = 16 * MIB;
    private static final long BUFFERS = 40 * MIB;
    private static final int OPEN_FILES = 256;
    /** So many files of new changes are merged with the older ones. With more of them reads cost more, with fewer merges do. */
    private static final int LEVEL_0_FILES = 8;

    /** The part of the cache that data blocks do not take from filters and block indexes. */
    private static final double FOR_FILTERS = 0.5;

    private final Cache cache = new LRUCache(CACHE, -1, false, FOR_FILTERS);
    private final WriteBufferManager buffers = new WriteBufferManager(BUFFERS, cache);
    private final BloomFilter filter = new BloomFilter(10);
    private final Options options = new Options();

    EngineOptions() {
        options.setCreateIfMissing(true)
                .setTableFormatConfig(table(cache, filter))
                .setWriteBufferManager(buffers)
                .setWriteBufferSize(BUFFER)
                .setMaxWriteBufferNumber(3)
                .setMaxTotalWalSize(LOG)
                .setMaxOpenFiles(OPEN_FILES)
                .setMaxBackgroundJobs(2)
                .setAllowFAllocate(false)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setLevel0FileNumCompactionTrigger(LEVEL_0_FILES)
                .setTargetFileSizeBase(32 * MIB)
                .setMaxBytesForLevelBase(128 * MIB)
                .setBytesPerSync(MIB)
                .setStatsDumpPeriodSec(0)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(MIB)
                .setKeepLogFileNum(2);
        // Files in which many of some keys in a row are deletions are compacted at once: queues are read from their
        // start.
        options.setTablePropertiesCollectorFactory(
                List.of(TablePropertiesCollectorFactory.NewCompactOnDeletionCollectorFactory(4096, 2048, 0.5)));
    }

    /**
     * Filters and block indexes are cut into pages. Whole ones, of a megabyte for a file, do not fit into the cache once there are
     * some million keys, and each look-up then reads one anew.
     */
    private static BlockBasedTableConfig table(Cache cache, BloomFilter filter) {
        return new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setBlockSize(16 << 10)
                .setFilterPolicy(filter)
                .setIndexType(IndexType.kTwoLevelIndexSearch)
                .setPartitionFilters(true)
                .setMetadataBlockSize(4 << 10)
                .setPinTopLevelIndexAndFilter(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true)
                .setCacheIndexAndFilterBlocks(true)
                .setPinL0FilterAndIndexBlocksInCache(true)
                .setFormatVersion(6);
    }

    Options get() {
        return options;
    }

    @Override
    public void close() {
        options.close();
        buffers.close();
        filter.close();
        cache.close();
    }
}

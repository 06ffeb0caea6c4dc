import java.nio.ByteBuffer;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * The smallest Kafka Streams application of the shape of recommend: a taste of 40 floats for each listener, folded from each play,
 * and one record out. It neither decodes the play nor ranks anything. Arguments: broker, topic in, topic out, state folder.
 */
public final class TasteStream {
    private static final int FLOATS = 40;
    private static final String STORE = "tastes";

    static final class Taste implements Processor<String, byte[], String, byte[]> {
        private ProcessorContext<String, byte[]> context;
        private KeyValueStore<String, byte[]> store;

        @Override
        public void init(ProcessorContext<String, byte[]> given) {
            context = given;
            store = given.getStateStore(STORE);
        }

        @Override
        public void process(Record<String, byte[]> play) {
            byte[] before = store.get(play.key());
            ByteBuffer taste = ByteBuffer.wrap(before == null ? new byte[4 * FLOATS] : before.clone());
            byte[] value = play.value();
            for (int i = 0; i < FLOATS; i++) {
                float heard = value[i % value.length] / 128f;
                taste.putFloat(4 * i, 0.95f * taste.getFloat(4 * i) + 0.05f * heard);
            }
            store.put(play.key(), taste.array());
            context.forward(play.withValue(taste.array()));
        }
    }

    public static void main(String[] args) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "bench-taste-stream");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, args[0]);
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, args[3]);
        settings.put("auto.offset.reset", "earliest");
        Topology topology = new Topology();
        topology.addSource("in", Serdes.String().deserializer(), Serdes.ByteArray().deserializer(), args[1]);
        topology.addProcessor("taste", Taste::new, "in");
        topology.addStateStore(
                Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray()),
                "taste");
        topology.addSink("out", args[2], Serdes.String().serializer(), Serdes.ByteArray().serializer(), "taste");
        KafkaStreams streams = new KafkaStreams(topology, settings);
        Runtime.getRuntime().addShutdownHook(new Thread(streams::close));
        streams.start();
    }
}

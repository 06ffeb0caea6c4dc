import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Prints all that is committed in some topics, one line for each record: topic, partition, offset, key and value in hex, with
 * a dash for null. Apache's own client, which shares nothing with kafkajs: what one of the two shows and the other does
 * not was read wrongly. Arguments: host:port, then the topics.
 */
class ReadCommitted {
  public static void main(String[] arguments) {
    var settings = new Properties();
    settings.put("bootstrap.servers", arguments[0]);
    settings.put("isolation.level", "read_committed");
    settings.put("auto.offset.reset", "earliest");
    settings.put("enable.auto.commit", "false");
    var bytes = new ByteArrayDeserializer();
    try (var consumer = new KafkaConsumer<byte[], byte[]>(settings, bytes, bytes)) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (var topic : List.of(arguments).subList(1, arguments.length)) {
        for (var each : consumer.partitionsFor(topic)) partitions.add(new TopicPartition(topic, each.partition()));
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      var out = new StringBuilder();
      while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (var each : consumer.poll(Duration.ofMillis(200))) {
          out.append(each.topic()).append('\t').append(each.partition()).append('\t').append(each.offset());
          out.append('\t').append(hex(each.key())).append('\t').append(hex(each.value())).append('\n');
        }
        System.out.print(out);
        out.setLength(0);
      }
      System.out.flush();
    }
  }

  private static String hex(byte[] bytes) {
    return bytes == null ? "-" : HexFormat.of().formatHex(bytes);
  }
}

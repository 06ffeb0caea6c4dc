"""Reads a topic with confluent-kafka's AvroDeserializer, what a Python program would do: BROKERS REGISTRY TOPIC COUNT.

Prints the records decoded, the seconds and the seconds of processor time, all from the first record on."""

import sys
import time

from confluent_kafka import Consumer, TopicPartition
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer
from confluent_kafka.serialization import MessageField, SerializationContext

brokers, registry, topic, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
decode = AvroDeserializer(SchemaRegistryClient({"url": registry}))
consumer = Consumer(
    {"bootstrap.servers": brokers, "group.id": "bench-avro-deserializer", "enable.auto.commit": False}
)
partitions = consumer.list_topics(topic).topics[topic].partitions
consumer.assign([TopicPartition(topic, each, 0) for each in partitions])
context = SerializationContext(topic, MessageField.VALUE)
read, begun, cpu = 0, None, None
while read < count:
    message = consumer.poll(10)
    if message is None:
        sys.exit(f"no record came: {read} of {count}")
    if message.error():
        sys.exit(str(message.error()))
    if begun is None:
        begun, cpu = time.perf_counter(), time.process_time()
    decode(message.value(), context)
    read += 1
print(read, time.perf_counter() - begun, time.process_time() - cpu)
consumer.close()

import { openProducer } from '../../streams/engine/runtime/record-producer.ts'
import type { Runtime } from '../../streams/engine/runtime/runtime.ts'
import type { AnyTopic, StreamRecord } from '../../streams/engine/topic.ts'

const AT_ONCE = 500

export async function sendRecords(
  runtime: Runtime,
  topics: readonly AnyTopic[],
  records: Iterable<StreamRecord>,
): Promise<void> {
  const producer = await openProducer(runtime, topics)
  const batch: StreamRecord[] = []
  for (const record of records) {
    batch.push(record)
    if (batch.length === AT_ONCE) await producer.send(batch.splice(0))
  }
  if (batch.length > 0) await producer.send(batch)
  await producer.close()
}

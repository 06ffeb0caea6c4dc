import { setImmediate } from 'node:timers/promises'
import type { Producer } from 'kafkajs'
import { describe, expect, it } from 'vitest'
import { openIdempotentProducer } from '../../../../streams/engine/kafka/idempotent-producer.ts'
import { kafkajs } from '../../../../streams/engine/kafka/kafkajs-patches.ts'

const closed = new kafkajs.KafkaJSConnectionError('Closed connection')

/** Clients that log what each of their producers does; the sends of a producer wait until `finish`. */
function fakeClients() {
  const calls: string[] = []
  const waiting: ((error?: Error) => void)[] = []
  let producers = 0
  const producer = () => {
    producers += 1
    const name = producers
    return {
      connect: () => Promise.resolve(void calls.push(`${name} connects`)),
      disconnect: () => Promise.resolve(void calls.push(`${name} disconnects`)),
      async sendBatch({ topicMessages }: { topicMessages: { topic: string; messages: { partition: number }[] }[] }) {
        calls.push(`${name} sends`)
        await new Promise<void>((resolve, reject) => {
          waiting.push((error) => (error === undefined ? resolve() : reject(error)))
        })
        return topicMessages.flatMap(({ topic, messages }) =>
          [...new Set(messages.map(({ partition }) => partition))].map((partition) => ({
            topicName: topic,
            partition,
            baseOffset: String(10 * (partition + 1)),
          })),
        )
      },
    } as unknown as Producer // what is used of it
  }
  /** Waits for the next send, and ends it. */
  const finish = async (error?: Error) => {
    while (waiting.length === 0) await Promise.resolve()
    waiting.shift()?.(error)
  }
  return { calls, finish, clients: { producer } }
}

const record = (topic: string, partition: number) => ({
  topic,
  partition,
  key: null,
  value: null,
  headers: {},
  timestamp: 0,
})

describe('an idempotent producer', () => {
  it('gives the position of each record, in their order', async () => {
    const { clients, finish } = fakeClients()
    const producer = await openIdempotentProducer(clients)
    const sent = producer.send([record('a', 1), record('a', 0), record('b', 0), record('a', 1)])
    await finish()
    expect(await sent).toStrictEqual([
      { partition: 1, offset: 20 },
      { partition: 0, offset: 10 },
      { partition: 0, offset: 10 },
      { partition: 1, offset: 21 },
    ])
  })

  it('has one send at a time', async () => {
    const { calls, clients, finish } = fakeClients()
    const producer = await openIdempotentProducer(clients)
    const sends = [producer.send([record('a', 0)]), producer.send([record('a', 0)])]
    await setImmediate()
    expect(calls).toStrictEqual(['1 connects', '1 sends'])
    await finish()
    await finish()
    await Promise.all(sends)
    expect(calls).toStrictEqual(['1 connects', '1 sends', '1 sends'])
  })

  it('discards what has failed, and sends what comes next with another', async () => {
    const { calls, clients, finish } = fakeClients()
    const producer = await openIdempotentProducer(clients)
    const [lost, next] = [producer.send([record('a', 0)]), producer.send([record('a', 0)])]
    const expected = expect(lost).rejects.toMatchObject({ name: 'KafkaError', kind: 'transient', cause: closed })
    await finish(closed)
    await expected
    await finish()
    expect(await next).toStrictEqual([{ partition: 0, offset: 10 }])
    await producer.close()
    expect(calls).toStrictEqual(['1 connects', '1 sends', '1 disconnects', '2 connects', '2 sends', '2 disconnects'])
  })

  it('asks nothing of the broker for no records', async () => {
    const { calls, clients } = fakeClients()
    const producer = await openIdempotentProducer(clients)
    expect(await producer.send([])).toStrictEqual([])
    expect(calls).toStrictEqual(['1 connects'])
  })

  it('does not open where it cannot connect', async () => {
    const producer = { connect: () => Promise.reject(closed) } as unknown as Producer // what is used of it
    await expect(openIdempotentProducer({ producer: () => producer })).rejects.toMatchObject({ kind: 'transient' })
  })
})

import { ConfigError, SlipstreamError } from '../../engine/errors.ts'
import { KafkaError } from '../../engine/kafka/kafka-error.ts'
import type { KafkaAdmin, TopicDescription } from '../../engine/kafka/port.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import { didYouMean } from '../nearest-name.ts'

/**
 * Asks Kafka something, over a connection of its own.
 * @throws {SlipstreamError} `kafka-unavailable` where it does not answer.
 */
export async function askKafka<T>(runtime: Runtime, ask: (admin: KafkaAdmin) => Promise<T>): Promise<T> {
  let admin: KafkaAdmin | undefined
  try {
    admin = await runtime.kafka.admin()
    return await ask(admin)
  } catch (error) {
    if (error instanceof KafkaError && error.isNotPermitted)
      throw new SlipstreamError('kafka-unavailable', error.message, { retriable: false, cause: error })
    if (!(error instanceof KafkaError) || error.kind !== 'transient') throw error
    const brokers = runtime.settings.kafkaBrokers.join(', ')
    const message = `Kafka at ${brokers} does not answer (${error.message}): is it running?`
    throw new SlipstreamError('kafka-unavailable', message, { retriable: true, cause: error })
  } finally {
    await admin?.close()
  }
}

const SHOWN_BY = ' "npx slipstream topic list" shows all.'

/** @throws {ConfigError} naming the topic whose name is nearest, when there is none of this name. */
export async function requireTopic(
  admin: Pick<KafkaAdmin, 'describeTopics' | 'topicNames'>,
  name: string,
): Promise<TopicDescription> {
  const found = (await admin.describeTopics([name])).get(name)
  if (found !== undefined) return found
  const names = [...(await admin.topicNames())].filter((each) => !each.startsWith('__')).sort()
  const hint = names.length === 0 ? ' There are none.' : didYouMean(name, names) || SHOWN_BY
  throw new ConfigError(`Kafka has no topic ${name}.${hint}`)
}

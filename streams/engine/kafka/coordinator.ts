import type { KafkaClients } from './clients.ts'
import type { Coordinator } from './cluster.ts'

/** Asks the coordinator of a consumer group, over a connection of its own. @throws when Kafka does not answer; what `ask` throws */
export async function askCoordinator<T>(
  clients: Pick<KafkaClients, 'cluster'>,
  groupId: string,
  ask: (coordinator: Coordinator) => Promise<T>,
): Promise<T> {
  const cluster = clients.cluster('committed')
  try {
    await cluster.connect()
    await cluster.refreshMetadata()
    return await ask(await cluster.findGroupCoordinator({ groupId }))
  } finally {
    await cluster.disconnect().catch(() => undefined)
  }
}

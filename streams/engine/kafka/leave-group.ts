import type { KafkaClients } from './clients.ts'
import { askCoordinator } from './coordinator.ts'

/** Stops wait for Kafka no longer than this, so that they end while it is away. */
const LEAVE_WITHIN_MS = 3_000

/**
 * Makes members leave their consumer group, over a connection of its own.
 * @param onUnknown told of members that the coordinator refuses to let go, as their session had ended
 * @throws when Kafka does not answer
 */
export async function leaveGroup(
  clients: Pick<KafkaClients, 'cluster'>,
  groupId: string,
  memberIds: readonly string[],
  onUnknown: (memberId: string, error: unknown) => void,
): Promise<void> {
  await askCoordinator(clients, groupId, async (coordinator) => {
    for (const memberId of memberIds) {
      await coordinator.leaveGroup({ groupId, memberId }).catch((error: unknown) => onUnknown(memberId, error))
    }
  })
}

/** The same within a few seconds. */
export async function leaveGroupSoon(...args: Parameters<typeof leaveGroup>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Kafka did not answer within ${LEAVE_WITHIN_MS} ms.`)), LEAVE_WITHIN_MS)
  })
  try {
    await Promise.race([leaveGroup(...args), late])
  } finally {
    clearTimeout(timer)
  }
}

import type { KafkaClients } from './clients.ts'

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
  const cluster = clients.cluster('committed')
  try {
    await cluster.connect()
    await cluster.refreshMetadata()
    const coordinator = await cluster.findGroupCoordinator({ groupId })
    for (const memberId of memberIds) {
      await coordinator.leaveGroup({ groupId, memberId }).catch((error: unknown) => onUnknown(memberId, error))
    }
  } finally {
    await cluster.disconnect().catch(() => undefined)
  }
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

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { z } from 'zod'
import { identityOf, isAlive } from '../process-identity.ts'
import type { KafkaClients } from './kafka.ts'

/**
 * A member that was killed holds its partitions until its session ends, ten seconds later. Its name in the group is noted in
 * the data folder; who begins next on this machine, and sees that its process is dead, takes leave of the group for it.
 */
export interface Membership {
  /** Kafka has given this process a name in the group. */
  joined(memberId: string): void
  left(): void
}

/** The member of a process that is dead. */
interface Dead {
  readonly memberId: string
  readonly path: string
}

const noteSchema = z.object({ memberId: z.string().min(1), host: z.string(), pid: z.number(), startedAt: z.string() })
const NOTE = '.json'
let opened = 0

/** @param group also without a note all works: a name that was not noted ends with its session. */
export function openMembership(dataFolder: string, group: string, log: Logger): Membership {
  const folder = join(dataFolder, 'members')
  const self = identityOf(process.pid)
  opened += 1
  const path = join(folder, `${prefixOf(group)}${process.pid}-${opened}${NOTE}`)
  return {
    joined(memberId) {
      if (self === null) return
      try {
        mkdirSync(folder, { recursive: true })
        writeFileSync(path, JSON.stringify({ memberId, host: hostname(), ...self }))
      } catch (error) {
        log.warn({ err: error, path }, 'Where this process is killed, the next one waits for the end of its session.')
      }
    },
    left: () => rmSync(path, { force: true }),
  }
}

const prefixOf = (group: string) => `${encodeURIComponent(group)}@`

/** @returns the members of this group whose processes have died on this machine; of another's, or another container's, nobody here can tell. What cannot be read is nobody. */
export function deadMembers(dataFolder: string, group: string): readonly Dead[] {
  const folder = join(dataFolder, 'members')
  return namesIn(folder)
    .filter((name) => name.startsWith(prefixOf(group)) && name.endsWith(NOTE))
    .flatMap((name): Dead[] => {
      const path = join(folder, name)
      const note = noteSchema.safeParse(jsonAt(path))
      if (!note.success || note.data.host !== hostname() || isAlive(note.data)) return []
      return [{ memberId: note.data.memberId, path }]
    })
}

/** Takes leave for the dead. That it could not be done is no error: their sessions end by themselves. */
export async function buryMembers(
  clients: KafkaClients,
  dataFolder: string,
  group: string,
  log: Logger,
): Promise<void> {
  const dead = deadMembers(dataFolder, group)
  if (dead.length === 0) return
  const cluster = clients.cluster('committed')
  try {
    await cluster.connect()
    await cluster.refreshMetadata()
    const coordinator = await cluster.findGroupCoordinator({ groupId: group })
    for (const { memberId, path } of dead) {
      await coordinator.leaveGroup({ groupId: group, memberId }).catch((error: unknown) => {
        log.debug({ err: error, memberId }, 'The session of a dead member had ended already.')
      })
      rmSync(path, { force: true })
    }
    log.info({ members: dead.length }, 'Left the group in the name of processes that were killed.')
  } catch (error) {
    log.info({ err: error }, 'The sessions of processes that were killed must end by themselves.')
  } finally {
    await cluster.disconnect().catch(() => undefined)
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function jsonAt(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

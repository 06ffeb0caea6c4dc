import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { z } from 'zod'
import { identityOf, isAlive } from '../process-identity.ts'
import type { KafkaClients } from './clients.ts'
import { leaveGroup } from './leave-group.ts'

/**
 * A member that was killed holds its partitions until its session times out, 10 s later. Its member id is therefore noted in
 * `<data>/members`; the next start on the same machine that finds the process dead makes the member leave the group. Without
 * a note, or with one of another machine, the session times out as usual.
 */
export interface MemberNote {
  /** The coordinator has given this process a member id; called again after each rejoin. */
  joined(memberId: string): void
  left(): void
}

/** A member whose process is dead. */
interface StaleMember {
  readonly memberId: string
  /** Of its note. */
  readonly path: string
}

const noteSchema = z.object({ memberId: z.string().min(1), host: z.string(), pid: z.number(), startedAt: z.string() })
const NOTE = '.json'
let opened = 0

export function openMemberNote(dataFolder: string, group: string, log: Logger): MemberNote {
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
        log.warn(
          { err: error, path },
          'The member id was not noted: after a kill the next start waits for its session.',
        )
      }
    },
    left: () => rmSync(path, { force: true }),
  }
}

const prefixOf = (group: string) => `${encodeURIComponent(group)}@`

/**
 * @returns the members of a group whose processes have died on this machine. Processes of another machine or container cannot
 *   be checked, and a note that cannot be read names no member.
 */
export function staleMembers(dataFolder: string, group: string): readonly StaleMember[] {
  const folder = join(dataFolder, 'members')
  return namesIn(folder)
    .filter((name) => name.startsWith(prefixOf(group)) && name.endsWith(NOTE))
    .flatMap((name): StaleMember[] => {
      const path = join(folder, name)
      const note = noteSchema.safeParse(jsonAt(path))
      if (!note.success || note.data.host !== hostname() || isAlive(note.data)) return []
      return [{ memberId: note.data.memberId, path }]
    })
}

/** Makes stale members leave the group. A failure is logged only: their sessions time out by themselves. */
export async function evictStaleMembers(
  clients: Pick<KafkaClients, 'cluster'>,
  dataFolder: string,
  group: string,
  log: Logger,
): Promise<void> {
  const stale = staleMembers(dataFolder, group)
  if (stale.length === 0) return
  const memberIds = stale.map(({ memberId }) => memberId)
  try {
    await leaveGroup(clients, group, memberIds, (memberId, error) => {
      log.debug({ err: error, memberId }, 'The session of a stale member had ended already.')
    })
    for (const { path } of stale) rmSync(path, { force: true })
    log.info({ members: stale.length }, 'Members of killed processes were evicted from the group.')
  } catch (error) {
    log.info({ err: error }, 'Members of killed processes stay in the group until their sessions time out.')
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

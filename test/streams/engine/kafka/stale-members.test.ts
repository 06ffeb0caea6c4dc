import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { evictStaleMembers, openMemberNote, staleMembers } from '../../../../streams/engine/kafka/stale-members.ts'
import type { Cluster } from '../../../../streams/engine/kafka/cluster.ts'
import { identityOf } from '../../../../streams/engine/process-identity.ts'

const log = pino({ level: 'silent' })
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipstream-members-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const ids = (group: string) => staleMembers(folder, group).map(({ memberId }) => memberId)
const noteOf = (name: string, text: string) => {
  mkdirSync(join(folder, 'members'), { recursive: true })
  writeFileSync(join(folder, 'members', name), text)
}

describe('members of a group', () => {
  it('that live are left alone, also when they are stopped', async () => {
    const stopped = spawn('sleep', ['60'])
    await once(stopped, 'spawn')
    stopped.kill('SIGSTOP')
    openMemberNote(folder, 'recommend', log).joined('mine')
    noteOf(
      'recommend@1-1.json',
      JSON.stringify({ memberId: 'stopped', host: hostname(), ...identityOf(stopped.pid ?? 0) }),
    )
    expect(ids('recommend')).toStrictEqual([])
    stopped.kill('SIGKILL')
    await once(stopped, 'exit')
    expect(ids('recommend')).toStrictEqual(['stopped'])
    expect(ids('recommend-more')).toStrictEqual([])
  })

  it('that were noted and left are forgotten', () => {
    const membership = openMemberNote(folder, 'recommend', log)
    membership.joined('first')
    membership.joined('second')
    expect(readdirSync(join(folder, 'members'))).toHaveLength(1)
    membership.left()
    expect(readdirSync(join(folder, 'members'))).toStrictEqual([])
  })

  it('of another machine are not judged', () => {
    noteOf('recommend@1-1.json', JSON.stringify({ memberId: 'far', host: 'elsewhere', pid: 1, startedAt: 'long ago' }))
    expect(ids('recommend')).toStrictEqual([])
    noteOf('recommend@1-1.json', JSON.stringify({ memberId: 'near', host: hostname(), pid: 1, startedAt: 'long ago' }))
    expect(ids('recommend')).toStrictEqual(['near'])
  })

  it('whose note is not whole are nobody', () => {
    noteOf('recommend@1-1.json', '{"memberId":"x","pi')
    noteOf('recommend@2-1.json', '{"memberId":"","pid":1,"startedAt":""}')
    expect(ids('recommend')).toStrictEqual([])
  })
})

describe('stale members', () => {
  const dead = (memberId: string) => JSON.stringify({ memberId, host: hostname(), pid: 1, startedAt: 'long ago' })
  /** A cluster whose coordinator knows one member only. */
  const clientsOf = (left: string[], connect: () => Promise<void>) => ({
    cluster: () =>
      ({
        connect,
        refreshMetadata: () => Promise.resolve(),
        disconnect: () => Promise.resolve(void left.push('disconnected')),
        findGroupCoordinator: () =>
          Promise.resolve({
            leaveGroup({ groupId, memberId }: { readonly groupId: string; readonly memberId: string }) {
              left.push(`${memberId} left ${groupId}`)
              return memberId === 'known' ? Promise.resolve() : Promise.reject(new Error('UNKNOWN_MEMBER_ID'))
            },
          }),
      }) as unknown as Cluster, // what is used of it
  })

  it('leave the group, and their notes are removed, also of one whose session has ended', async () => {
    noteOf('recommend@1-1.json', dead('known'))
    noteOf('recommend@2-1.json', dead('unknown'))
    const left: string[] = []
    await evictStaleMembers(
      clientsOf(left, () => Promise.resolve()),
      folder,
      'recommend',
      log,
    )
    expect(left.sort()).toStrictEqual(['disconnected', 'known left recommend', 'unknown left recommend'])
    expect(readdirSync(join(folder, 'members'))).toStrictEqual([])
  })

  it('are kept for the next start while Kafka does not answer, which is no error', async () => {
    noteOf('recommend@1-1.json', dead('known'))
    const left: string[] = []
    await evictStaleMembers(
      clientsOf(left, () => Promise.reject(new Error('ECONNREFUSED'))),
      folder,
      'recommend',
      log,
    )
    expect(left).toStrictEqual(['disconnected'])
    expect(ids('recommend')).toStrictEqual(['known'])
  })

  it('are not looked for at the broker when there are none', async () => {
    const left: string[] = []
    await evictStaleMembers(
      clientsOf(left, () => Promise.resolve()),
      folder,
      'recommend',
      log,
    )
    expect(left).toStrictEqual([])
  })
})

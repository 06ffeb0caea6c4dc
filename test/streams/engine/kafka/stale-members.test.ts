import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { staleMembers, openMemberNote } from '../../../../streams/engine/kafka/stale-members.ts'
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

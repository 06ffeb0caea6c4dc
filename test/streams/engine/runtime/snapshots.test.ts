import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { misfit } from '../../../../streams/engine/runtime/restore.ts'
import { readSnapshot, snapshotPath, writeSnapshot } from '../../../../streams/engine/runtime/snapshots.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipstream-snapshot-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const covered = { topic: 'profiles', topicId: 'a1', partition: 3, next: 70 }
const entries = Array.from({ length: 250 }, (_, n) => ({
  key: Buffer.from(`listener-${n}`),
  value: Buffer.alloc(n, n), // the first is empty
}))
const path = () => snapshotPath(folder, 'recommend', 3)

describe('a snapshot', () => {
  it('is read as it was written', async () => {
    await writeSnapshot(path(), covered, entries.length, entries, 5)
    expect(await readSnapshot(path())).toStrictEqual({ ...covered, at: 5, inputs: null, entries })
    expect(readdirSync(join(folder, 'state'))).toStrictEqual(['recommend-3.snapshot'])
  })

  it('that is not there is none', async () => {
    expect(await readSnapshot(path())).toBeNull()
  })

  it('of which any byte is wrong, or the end is missing, is refused', async () => {
    await writeSnapshot(path(), covered, entries.length, entries, 5)
    const bytes = readFileSync(path())
    for (const at of [0, 20, 300, bytes.length - 1]) {
      const wrong = Buffer.from(bytes)
      wrong.writeUInt8(wrong.readUInt8(at) ^ 1, at)
      writeFileSync(path(), wrong)
      await expect(readSnapshot(path())).rejects.toThrow('its checksum does not fit')
    }
    for (const length of [0, 10, bytes.length - 1]) {
      writeFileSync(path(), bytes.subarray(0, length))
      await expect(readSnapshot(path())).rejects.toThrow('its checksum does not fit')
    }
  })

  it('stays as it was when writing the next one ends half way', async () => {
    await writeSnapshot(path(), covered, entries.length, entries, 5)
    function* dying() {
      yield* entries.slice(0, 150)
      throw new Error('the process ends here')
    }
    await expect(writeSnapshot(path(), { ...covered, next: 90 }, 250, dying(), 6)).rejects.toThrow('ends here')
    expect((await readSnapshot(path()))?.next).toBe(70)
  })
})

describe('a snapshot is held against the log', () => {
  const snapshot = { ...covered, at: 1_000, inputs: [], entries: [] }
  const at = { topic: 'profiles', partition: 3 }
  const log = { topicId: 'a1', end: 70, tombstonesKeptMs: 500 }
  it('and used when the log has all of it, also when it ends there', () => {
    expect(misfit(snapshot, at, log, 1_500)).toBeNull()
    expect(misfit(snapshot, at, { ...log, end: 80 }, 1_500)).toBeNull()
  })
  it.each([
    ['the log ends before it', at, { ...log, end: 69 }, 1_500],
    ['the topic was made again', at, { ...log, topicId: 'b2' }, 1_500],
    ['tombstones may be gone since', at, log, 1_501],
    ['it is of another partition', { ...at, partition: 2 }, log, 1_500],
  ])('and ignored when %s', (_, where, kafkaLog, nowMs) => {
    expect(misfit(snapshot, where, kafkaLog, nowMs)).not.toBeNull()
  })
})

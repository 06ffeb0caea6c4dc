import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { purgeLog } from '../../../../streams/app/forget/purge-log.ts'
import { batchBytes } from '../../../../streams/app/forget/record-batch.ts'
import { batchOf, recordsIn } from '../../../support/segment.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const newFolder = temporaryFolders('purge')
const ann = 'a'.repeat(32)
const of = (key: string, value: string | null = 'v') => ({ key, value, headers: {} })
const segment = (first: number) => `${String(first).padStart(20, '0')}.log`

/** Two segments of plays and one of Kafka's own offsets; half a batch, as a crash leaves it, ends the second. */
async function log() {
  const folder = newFolder()
  const [plays, own] = [join(folder, 'plays-0'), join(folder, '__consumer_offsets-0')]
  for (const each of [plays, own]) mkdirSync(each)
  const torn = (await batchOf(5, [of('bob')])).subarray(0, 40)
  writeFileSync(join(plays, segment(0)), Buffer.concat([await batchOf(0, [of(ann), of(ann)]), await batchOf(2, [of('bob'), of(ann)])])) // prettier-ignore
  writeFileSync(join(plays, segment(4)), Buffer.concat([await batchOf(4, [of(ann, null)]), torn]))
  for (const name of ['index', 'timeindex', 'snapshot']) writeFileSync(join(plays, segment(0).replace('log', name)), '')
  writeFileSync(join(own, segment(0)), await batchOf(0, [of(ann)]))
  return { folder, plays, own, torn }
}

async function recordsOf(path: string) {
  const bytes = readFileSync(path)
  const records = []
  let [at, nextOffset] = [0, 0]
  for (let size = batchBytes(bytes); size > 0 && at + size <= bytes.length; size = batchBytes(bytes.subarray(at))) {
    records.push(...(await recordsIn(bytes.subarray(at, at + size))))
    nextOffset = Number(bytes.readBigInt64BE(at)) + bytes.readInt32BE(at + 23) + 1 // as Kafka finds the end of a log
    at += size
  }
  return { records, nextOffset, rest: bytes.subarray(at) }
}

it('takes the records of a listener out of every segment, and keeps the offsets of all others and the end of the log', async () => {
  const { folder, plays, own, torn } = await log()
  expect(purgeLog(folder, [ann])).toStrictEqual({ records: 4, opaque: [] })
  const [first, second] = [await recordsOf(join(plays, segment(0))), await recordsOf(join(plays, segment(4)))]
  expect(first.records.map(({ offset, key }) => [offset, key])).toStrictEqual([[2, 'bob']])
  expect([second.records, second.nextOffset]).toStrictEqual([[], 5])
  expect(second.rest.equals(torn)).toBe(true) // Kafka itself cuts it off
  expect(readdirSync(plays).toSorted()).toStrictEqual([segment(0), segment(0).replace('log', 'snapshot'), segment(4)])
  expect(readFileSync(join(own, segment(0))).includes(ann)).toBe(true)
})

it('finds nothing the second time, and where there is no log', async () => {
  const { folder } = await log()
  purgeLog(folder, [ann])
  expect(purgeLog(folder, [ann])).toStrictEqual({ records: 0, opaque: [] })
  expect(purgeLog(join(folder, 'none'), [ann])).toStrictEqual({ records: 0, opaque: [] })
})

it('names a segment whose batches it cannot look into, and leaves it as it is', async () => {
  const { folder, plays } = await log()
  const path = join(plays, segment(0))
  const damaged = readFileSync(path)
  damaged.writeUInt8(damaged.readUInt8(17) ^ 1, 17) // of the checksum of its first batch
  writeFileSync(path, damaged)
  expect(purgeLog(folder, [ann])).toStrictEqual({ records: 2, opaque: [path] })
  expect(existsSync(`${path}.part`)).toBe(false)
})

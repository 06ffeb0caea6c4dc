import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { exportEntries, MAX_ENTRY_BYTES, NO_JSON } from '../../../../streams/app/import/export-entries.ts'

async function read(text: string, chunk = 7) {
  const bytes = Buffer.from(text)
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, i) => bytes.subarray(i * chunk, (i + 1) * chunk)) // prettier-ignore
  const found: unknown[] = []
  for await (const entry of exportEntries(Readable.from(chunks))) found.push(entry)
  return found
}
const entries = [{ a: 'x]}\n', b: [1, { c: null }] }, { a: 'Ærøskøbing 🎵' }, { a: '' }]

describe('the entries of a file', () => {
  it.each([1, 2, 7, 4_096])('are the elements of an array, in chunks of %i bytes', async (chunk) => {
    expect(await read(JSON.stringify(entries, null, 2), chunk)).toStrictEqual(entries)
    expect(await read('\uFEFF \n[]', chunk)).toStrictEqual([])
  })

  it.each([1, 7, 4_096])('are the values of lines, in chunks of %i bytes', async (chunk) => {
    const lines = entries.map((entry) => JSON.stringify(entry))
    expect(await read(`\uFEFF${lines.join('\r\n\n')}`, chunk)).toStrictEqual(entries)
    expect(await read(`${lines.join('\n')}\n{"a":\n`, chunk)).toStrictEqual([...entries, NO_JSON])
    expect(await read('', chunk)).toStrictEqual([])
  })

  it('end with an array that is cut off or no JSON; its text is not said', async () => {
    await expect(read('[{"ip_addr":"203.0.113.77"},{"a":')).rejects.toThrow('it ends in the middle')
    await expect(read('[{"ip_addr":"203.0.113.77"} "a"]')).rejects.toThrow(/^it is no JSON from here on$/)
  })

  it('are bounded: what is longer is no export', async () => {
    const long = 'x'.repeat(2 * MAX_ENTRY_BYTES)
    await expect(read(`["${long}"]`, 65_536)).rejects.toThrow('no export that is known')
    await expect(read(`{"a":"${long}"}`, 65_536)).rejects.toThrow('no export that is known')
    expect(await read(`[${JSON.stringify(entries[1])}${`,${JSON.stringify(entries[1])}`.repeat(50_000)}]`, 65_536)).toHaveLength(50_001) // prettier-ignore
  })
})

import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { LogTools } from './tools.ts'

/** What `export` and `sql` make of a topic, compared with what `consume` prints of it. */
export function describeExports(tools: () => LogTools): void {
  it('hold what is consumed, line by line, and are asked as the topic is', async () => {
    const { stack, ran } = tools()
    const out = join(stack.dataFolder, 'exported')
    const lines = await ran(['consume', 'plays'])
    const files = await ran(['export', 'plays', '--format', 'ndjson', '--out', out])
    const asked = await ran(['sql', 'select count(*) as n, count(distinct listenerId) as listeners from plays'])
    expect([lines.code, files.code, asked.code, files.err, asked.err]).toStrictEqual([0, 0, 0, '', ''])
    expect((await readFile(join(out, 'plays.ndjson'), 'utf8')).split('\n').sort()).toStrictEqual(lines.out.split('\n').sort()) // prettier-ignore
    expect((await readdir(out)).sort()).toStrictEqual(['plays.ndjson', 'plays.ndjson.json'])
    expect(JSON.parse(asked.out)).toMatchObject({ n: lines.lines.length })
  })
}

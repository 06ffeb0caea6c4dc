import { expect, it } from 'vitest'
import { rowsOutput } from '../../../../streams/app/output/rows-output.ts'

it('gives a program lines of JSON, and a person a table', async () => {
  const shown = async (isTerminal: boolean) => {
    const lines: string[] = []
    const output = {
      line: (text: string) => void lines.push(text),
      text: () => undefined,
      printable: () => Promise.resolve(),
      flush: () => Promise.resolve(),
    }
    await rowsOutput(isTerminal, output).rows(['group'], [{ line: { group: 'a', members: 0 }, cells: ['a'] }])
    return lines
  }
  expect([await shown(false), await shown(true)]).toStrictEqual([['{"group":"a","members":0}'], ['group\na']])
})

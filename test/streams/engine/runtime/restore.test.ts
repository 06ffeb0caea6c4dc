import { describe, expect, it } from 'vitest'
import { deadLetters } from '../../../../schemas/topics.ts'
import { add, memory, played, startAdding, totalsOf } from '../../../support/adding.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const newFolder = temporaryFolders('restore')

describe('a registry that does not know the schema of a state', () => {
  it('stops the processor before anything is overwritten; with the right one it goes on as it was', async () => {
    const runtime = startAdding(newFolder())
    await runtime.write(played('a', 1), played('a', 2))
    await runtime.runToEnd(add)
    const states = await runtime.read(memory)
    await runtime.write(played('a', 4))
    runtime.registry.forget()
    await expect(runtime.runToEnd(add)).rejects.toMatchObject({ code: 'schema-unknown', retriable: false })
    runtime.registry.remember()
    expect(await runtime.read(memory)).toStrictEqual(states)
    await runtime.runToEnd(add)
    expect([await totalsOf(runtime), await runtime.read(deadLetters)]).toStrictEqual([[1, 3, 7], []])
  })
})

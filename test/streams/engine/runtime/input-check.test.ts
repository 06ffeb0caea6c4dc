import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { MemoryRuntime } from '../../../../streams/engine/testing/memory-runtime.ts'
import { add, memory, played, plays, startAdding, totalsOf } from '../../../support/adding.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const newFolder = temporaryFolders('input-check')
const T = Date.now() - 3_600_000

/** As a supervisor does: the process ends once it has corrected what was committed. */
async function run(runtime: MemoryRuntime): Promise<void> {
  try {
    await runtime.runToEnd(add)
  } catch (error) {
    expect(error).toMatchObject({ name: 'PositionsCorrected' })
    await runtime.runToEnd(add)
  }
}

/** Six plays of two listeners, processed, of which the state is 1 + 2 + 4 for a and 10 + 20 + 40 for b. */
async function counted() {
  const dataFolder = newFolder()
  const runtime = startAdding(dataFolder)
  await runtime.write(...[1, 2, 4].flatMap((n, i) => [played('a', n, T + 2 * i), played('b', 10 * n, T + 2 * i + 1)]))
  await run(runtime)
  const committed = async () => {
    const admin = await runtime.kafka.connect().admin()
    return (await admin.committedOffsets(add.name, [plays.name])).map(({ next }) => next)
  }
  /** As on another machine: the state comes from the changelog alone. */
  const forgetSnapshots = () => rmSync(join(dataFolder, 'state'), { recursive: true })
  const last = async () => (await totalsOf(runtime)).slice(6)
  return { runtime, committed, forgetSnapshots, last }
}

describe.each(['with a snapshot', 'from the changelog'])('a processor with state, %s,', (from) => {
  const started = async () => {
    const running = await counted()
    if (from === 'from the changelog') running.forgetSnapshots()
    return running
  }

  it('counts nothing twice when what its group committed is gone', async () => {
    const { runtime, committed, last } = await started()
    runtime.kafka.deleteGroup(add.name)
    await run(runtime)
    expect(await committed()).toStrictEqual([6])
    await runtime.write(played('a', 100))
    await run(runtime)
    expect(await last()).toStrictEqual([107])
  })

  it('passes over nothing that is written after its input has lost its end', async () => {
    const { runtime, committed, last } = await started()
    runtime.kafka.cutLog(plays.name, 0, 4)
    await runtime.write(played('a', 100, T + 100))
    await run(runtime)
    expect([await last(), await committed()]).toStrictEqual([[107], [5]])
    await runtime.write(played('b', 100, T + 101))
    await run(runtime)
    await runtime.write(played('b', 200, T + 102), played('b', 400, T + 103))
    await run(runtime)
    expect([await last(), await committed()]).toStrictEqual([[107, 170, 370, 770], [8]])
  })

  it('notices it also when more has been written than was lost', async () => {
    const { runtime, committed, last } = await started()
    runtime.kafka.cutLog(plays.name, 0, 4)
    for (const n of [100, 200, 400, 800]) await runtime.write(played('a', n, T + n))
    await run(runtime)
    expect([await last(), await committed()]).toStrictEqual([[107, 307, 707, 1507], [8]])
  })

  it('goes on right when the process ends between the correction and the first play', async () => {
    const { runtime, committed, last } = await started()
    runtime.kafka.cutLog(plays.name, 0, 4)
    await run(runtime)
    expect(await committed()).toStrictEqual([4])
    await runtime.write(played('a', 100, T + 100), played('a', 200, T + 101), played('a', 400, T + 102))
    await run(runtime)
    expect([await last(), await committed()]).toStrictEqual([[107, 307, 707], [7]])
  })

  it('reads a recreated log from its start', async () => {
    const { runtime, last } = await started()
    runtime.kafka.cutLog(plays.name, 0, 0)
    runtime.kafka.deleteGroup(add.name)
    await runtime.write(played('a', 100, T + 100))
    await run(runtime)
    expect(await last()).toStrictEqual([107])
  })

  it('goes on at the oldest record when retention has deleted what it had not read', async () => {
    const { runtime, committed, last } = await started()
    await runtime.write(played('a', 100), played('b', 100), played('a', 200))
    runtime.kafka.deleteRecords(plays.name, 0, 8)
    await run(runtime)
    expect([await last(), await committed()]).toStrictEqual([[207], [9]])
  })

  it('starts as before where the changelog does not name its inputs', async () => {
    const { runtime, last } = await started()
    await runtime.write(played('a', 100))
    runtime.kafka.deleteRecords(memory.name, 0, 1_000) // no state, no marks
    await run(runtime)
    expect(await last()).toStrictEqual([from === 'with a snapshot' ? 107 : 100])
  })
})

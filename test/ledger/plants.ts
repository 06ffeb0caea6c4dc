import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PROGRAM_FOLDER } from '../../streams/app/program-folder.ts'
import type { Fault } from './faults.ts'

/** A bug that is put into a copy of the program: a ledger that stays green then proves nothing. */
export interface Plant {
  readonly name: string
  readonly file: string
  /** Is there exactly once. */
  readonly find: string
  readonly replace: string
  /** What brings it to light. */
  readonly faults: readonly Fault[]
}

const killed = (point: Fault['point'], target: Fault['target'] = 'recommend'): Fault => ({
  target,
  point,
  action: 'kill',
})
const failed = (point: Fault['point'], target: Fault['target'] = 'recommend'): Fault => ({
  target,
  point,
  action: 'fail',
})

export const plants: readonly Plant[] = [
  {
    name: 'commit-before-produce',
    file: 'streams/engine/runtime/task.ts',
    find: '      await producers[producer]?.send(records)',
    replace:
      '      await producers[producer]?.commit(taken.map(({ position }) => position))\n      await producers[producer]?.send(records)',
    faults: [killed('after-produce'), killed('before-produce'), killed('after-produce')],
  },
  {
    name: 'no-fencing',
    file: 'streams/engine/runtime/processor-runner.ts',
    find: '`${group}-${taskId}${suffix}`',
    replace: '`${group}-${taskId}${suffix}-${process.pid}`',
    faults: [
      { target: 'recommend', point: 'between-produce-and-offsets', action: 'stop' },
      { target: 'recommend', point: 'before-commit', action: 'stop' },
    ],
  },
  {
    name: 'random-ids',
    file: 'processors/recommend/recommend.ts',
    find: '`${modelName}:${topic}/${partition}/${offset}`',
    replace: '`${modelName}:${topic}/${partition}/${Math.random()}`',
    faults: [killed('before-commit')],
  },
  {
    name: 'restore-uncommitted',
    file: 'streams/engine/runtime/runtime.ts',
    find: "    isolation: 'committed',\n    signal: AbortSignal.any([done.signal",
    replace: "    isolation: 'uncommitted',\n    signal: AbortSignal.any([done.signal",
    faults: [killed('after-produce'), killed('before-commit'), killed('between-produce-and-offsets')],
  },
  {
    name: 'no-restore',
    file: 'streams/engine/runtime/restore.ts',
    find: 'return { states, records, snapshots }',
    replace: 'return { states: new Map(), records, snapshots }',
    faults: [killed(null), killed(null)],
  },
  {
    name: 'last-for-next',
    file: 'streams/engine/runtime/batch-processor.ts',
    find: 'next: processed + 1 }',
    replace: 'next: processed }',
    faults: [killed('after-commit'), killed('before-commit')],
  },
  {
    name: 'one-too-far',
    file: 'streams/engine/runtime/batch-processor.ts',
    find: 'next: processed + 1 }',
    replace: 'next: processed + 2 }',
    faults: [killed('after-commit'), killed('after-commit'), killed('after-commit')],
  },
  {
    name: 'swallowed-error',
    file: 'streams/engine/runtime/task.ts',
    find: '?.send(records)',
    replace: '?.send(records).catch(() => undefined)',
    faults: [failed('before-produce'), failed('before-produce')],
  },
  {
    name: 'no-offset-guard',
    file: 'processors/mongo-sink/operations.ts',
    find: "return keep === 'newest' ? offset > stored : offset < stored",
    replace: 'return offset !== stored',
    faults: [
      failed('after-produce-before-ack', 'websocket-bridge'),
      killed('after-produce-before-ack', 'websocket-bridge'),
      failed('after-produce-before-ack', 'websocket-bridge'),
      killed('after-produce-before-ack', 'websocket-bridge'),
    ],
  },
  {
    name: 'bare-increments',
    file: 'processors/monitor-feedback/monitor-feedback.ts',
    find: ' || state.playIds.includes(value.playId)',
    replace: '',
    // A play that stands in the log twice: its bridge wrote it and could not say so.
    faults: Array.from({ length: 8 }, () => failed('after-produce-before-ack', 'websocket-bridge')),
  },
  {
    name: 'ack-without-store',
    file: 'processors/websocket-bridge/edge/play-writer.ts',
    find: 'for (const each of batch) each.reject(error)',
    replace: 'for (const each of batch) each.resolve({ partition: 0, offset: 0 })',
    faults: [failed('before-produce', 'websocket-bridge'), failed('before-produce', 'websocket-bridge')],
  },
]

/** @throws {Error} when there is no such plant. */
export function plantOf(name: string): Plant {
  const found = plants.find((plant) => plant.name === name)
  if (found !== undefined) return found
  throw new Error(`There is no planted bug "${name}". There are: ${plants.map((plant) => plant.name).join(', ')}.`)
}

/** @throws {Error} when the place is not there exactly once: the program has changed, and the plant must follow. */
export function planted(plant: Plant, text: string): string {
  const parts = text.split(plant.find)
  if (parts.length === 2) return parts.join(plant.replace)
  throw new Error(`${plant.name}: ${plant.file} holds the text to be replaced ${parts.length - 1} times, not once.`)
}

/** Makes a copy of the program with the bug in it. Returns its folder, and the way to remove it. */
export function copyWith(plant: Plant): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), `slipstream-plant-${plant.name}-`))
  for (const part of ['streams', 'processors', 'schemas', 'package.json', 'tsconfig.json']) {
    cpSync(join(PROGRAM_FOLDER, part), join(folder, part), { recursive: true })
  }
  for (const part of ['node_modules', 'ui']) symlinkSync(join(PROGRAM_FOLDER, part), join(folder, part))
  const path = join(folder, plant.file)
  writeFileSync(path, planted(plant, readFileSync(path, 'utf8')))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

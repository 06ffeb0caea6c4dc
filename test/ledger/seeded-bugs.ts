import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PROGRAM_FOLDER } from '../../streams/app/program-folder.ts'
import type { Fault } from './faults.ts'

/** A bug that is seeded into a copy of the program: a history checker that finds no anomaly then proves nothing. */
export interface SeededBug {
  readonly name: string
  readonly file: string
  /** Occurs exactly once in the file. */
  readonly find: string
  readonly replace: string
  /** Faults under which the bug has an effect. */
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

export const seededBugs: readonly SeededBug[] = [
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
    find: 'return { states, records, snapshots, marks }',
    replace: 'return { states: new Map(), records, snapshots, marks }',
    faults: [killed(null), killed(null)],
  },
  {
    name: 'last-for-next',
    file: 'streams/engine/runtime/batch-processor.ts',
    find: 'next: offset + 1, timestamp }',
    replace: 'next: offset, timestamp }',
    faults: [killed('after-commit'), killed('before-commit')],
  },
  {
    name: 'one-too-far',
    file: 'streams/engine/runtime/batch-processor.ts',
    find: 'next: offset + 1, timestamp }',
    replace: 'next: offset + 2, timestamp }',
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
    file: 'processors/recommend/profile.ts',
    find: 'playIds.includes(playId) || hasId(earlierPlayIds, playId)',
    replace: "playId === ''",
    // A play that is in the log twice: the bridge wrote it and failed before it acknowledged it.
    faults: Array.from({ length: 8 }, () => failed('after-produce-before-ack', 'websocket-bridge')),
  },
  {
    name: 'ack-without-store',
    file: 'processors/websocket-bridge/edge/play-writer.ts',
    find: "throw new RefusedPlay('not-stored', 'Kafka did not confirm the play: send it again.', { cause })",
    replace: 'return { partition: 0, offset: 0 }',
    faults: [failed('before-produce', 'websocket-bridge'), failed('before-produce', 'websocket-bridge')],
  },
]

/** @throws {Error} when there is no such bug. */
export function seededBugOf(name: string): SeededBug {
  const found = seededBugs.find((bug) => bug.name === name)
  if (found !== undefined) return found
  throw new Error(`There is no seeded bug "${name}". There are: ${seededBugs.map((bug) => bug.name).join(', ')}.`)
}

/** @throws {Error} when the text to replace does not occur exactly once: the program has changed, and the bug must follow. */
export function withBug(bug: SeededBug, text: string): string {
  const parts = text.split(bug.find)
  if (parts.length === 2) return parts.join(bug.replace)
  throw new Error(`${bug.name}: ${bug.file} holds the text to be replaced ${parts.length - 1} times, not once.`)
}

/** Copies the program with the bug in it. @returns its folder, and how to remove it. */
export function copyWithBug(bug: SeededBug): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), `slipstream-bug-${bug.name}-`))
  for (const part of ['streams', 'processors', 'schemas', 'package.json', 'tsconfig.json']) {
    cpSync(join(PROGRAM_FOLDER, part), join(folder, part), { recursive: true })
  }
  for (const part of ['node_modules', 'ui']) symlinkSync(join(PROGRAM_FOLDER, part), join(folder, part))
  const path = join(folder, bug.file)
  writeFileSync(path, withBug(bug, readFileSync(path, 'utf8')))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

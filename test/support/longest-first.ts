import { relative } from 'node:path'
import { BaseSequencer } from 'vitest/node'
import type { TestSpecification } from 'vitest/node'

/**
 * Files of the projects `kafka` and `system` that take longest, with their seconds on two processors. A fresh clone knows of no
 * earlier run, and vitest then begins with the largest file: one of a minute that comes last keeps one processor busy alone.
 */
export const LONGEST: Readonly<Record<string, number>> = {
  'test/streams/engine/runtime/poison.system.test.ts': 81,
  'test/streams/engine/runtime/hazards-stage.system.test.ts': 64,
  'test/streams/engine/kafka/hazards.system.test.ts': 55,
  'test/streams/engine/runtime/runtime.system.test.ts': 37,
  'test/streams/engine/kafka/port.system.test.ts': 33,
  'test/streams/engine/runtime/snapshots.system.test.ts': 29,
  'test/ui/queue.system.test.ts': 42,
}

/** Vitest's order, but what takes longest first within each group of projects. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const secondsOf = ({ moduleId }: TestSpecification) => LONGEST[relative(this.ctx.config.root, moduleId)] ?? 0
    const groupOf = ({ project }: TestSpecification) => project.config.sequence.groupOrder
    return (await super.sort(files)).sort((a, b) => groupOf(a) - groupOf(b) || secondsOf(b) - secondsOf(a))
  }
}

import { column } from './column.ts'

/** The cell that one version of the index assigns to a track, and the distance to its centre. */
export interface CellAssignment {
  readonly version: number
  readonly cell: number
  readonly distance: number
}

/** Assignments by slot: those of the version in force or an older one, and staged ones, whose codebook is still to come. */
export interface Assignments {
  readonly current: AssignmentColumns
  staged: AssignmentColumns
  readonly stagedSlots: Set<number>
}

interface AssignmentColumns {
  get(slot: number): CellAssignment | null
  set(slot: number, assignment: CellAssignment | null): void
}

const NONE = -1

export const createAssignments = (): Assignments => ({ current: columns(), staged: columns(), stagedSlots: new Set() })

export const currentAssignment = ({ current }: Assignments, slot: number): CellAssignment | null => current.get(slot)

/** The staged assignment, else the current one. */
export const newestAssignment = ({ current, staged, stagedSlots }: Assignments, slot: number): CellAssignment | null =>
  stagedSlots.has(slot) ? staged.get(slot) : current.get(slot)

export function stageAssignment({ staged, stagedSlots }: Assignments, slot: number, assignment: CellAssignment): void {
  staged.set(slot, assignment)
  stagedSlots.add(slot)
}

export function putAssignment({ current, stagedSlots }: Assignments, slot: number, assignment: CellAssignment): void {
  current.set(slot, assignment)
  stagedSlots.delete(slot)
}

export function removeAssignment({ current, stagedSlots }: Assignments, slot: number): void {
  current.set(slot, null)
  stagedSlots.delete(slot)
}

/** Staged assignments of this version or an older one become current. */
export function putAssignmentsInForce(assignments: Assignments, version: number): void {
  const { current, staged, stagedSlots } = assignments
  for (const slot of stagedSlots) {
    const assignment = staged.get(slot)
    if (assignment === null || assignment.version > version) continue
    current.set(slot, assignment)
    stagedSlots.delete(slot)
  }
  if (stagedSlots.size === 0) assignments.staged = columns()
}

function columns(): AssignmentColumns {
  const versions = column(Int32Array, NONE)
  const cells = column(Int32Array, 0)
  const distances = column(Float64Array, 0)
  return {
    get(slot) {
      const version = versions.get(slot)
      return version === NONE ? null : { version, cell: cells.get(slot), distance: distances.get(slot) }
    },
    set(slot, assignment) {
      versions.set(slot, assignment?.version ?? NONE)
      cells.set(slot, assignment?.cell ?? 0)
      distances.set(slot, assignment?.distance ?? 0)
    },
  }
}

import { expect, it } from 'vitest'
import { createAssignments, currentAssignment, newestAssignment, putAssignment, putAssignmentsInForce, removeAssignment, stageAssignment } from '../../../../processors/shared/similarity/assignments.ts' // prettier-ignore

const of = (version: number, cell: number) => ({ version, cell, distance: cell / 2 })

it('keeps a staged assignment beside the current one until its version is in force', () => {
  const assignments = createAssignments()
  putAssignment(assignments, 0, of(1, 3))
  stageAssignment(assignments, 0, of(2, 5))
  const both = () => [currentAssignment(assignments, 0), newestAssignment(assignments, 0)]
  expect(both()).toStrictEqual([of(1, 3), of(2, 5)])
  putAssignmentsInForce(assignments, 1)
  expect(both()).toStrictEqual([of(1, 3), of(2, 5)])
  putAssignmentsInForce(assignments, 2)
  expect(both()).toStrictEqual([of(2, 5), of(2, 5)])
})

it('forgets a staged assignment when the track is assigned in the version in force, or removed', () => {
  const assignments = createAssignments()
  stageAssignment(assignments, 0, of(2, 5))
  putAssignment(assignments, 0, of(1, 4))
  stageAssignment(assignments, 1, of(2, 6))
  removeAssignment(assignments, 1)
  putAssignmentsInForce(assignments, 2)
  expect([0, 1, 2].map((slot) => newestAssignment(assignments, slot))).toStrictEqual([of(1, 4), null, null])
})

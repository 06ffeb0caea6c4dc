import { describe, expect, it } from 'vitest'
import { BYTES_PER_ID, hasId, withId } from '../../../processors/shared/recent-ids.ts'

const added = (count: number, max: number) =>
  Array.from({ length: count }, (_, i) => `id-${i}`).reduce<Buffer>((ids, id) => withId(ids, id, max), Buffer.alloc(0))

describe('recent ids', () => {
  it('are known until so many others have come', () => {
    const ids = added(1_200, 1_000)
    expect(ids.length).toBe(1_000 * BYTES_PER_ID)
    expect([hasId(ids, 'id-199'), hasId(ids, 'id-200'), hasId(ids, 'id-1199')]).toStrictEqual([false, true, true])
  })

  it('are told from others', () => {
    const ids = added(1_000, 1_000)
    expect(Array.from({ length: 20_000 }, (_, i) => `other-${i}`).filter((id) => hasId(ids, id))).toStrictEqual([])
  })
})

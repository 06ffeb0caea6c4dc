import type { MergedEntity, MergeReason } from '../../schemas/generated.ts'
import type { Claim } from '../shared/entities/ids.ts'
import { ownId } from '../shared/entities/ids.ts'

export const MAX_MERGED = 50
/** Former ids are kept before other names: only here is it known where they lead. */
export const MAX_FORMER = 20

export type Former = MergedEntity & { readonly reason: 'retagged' }

/** How one track names an entity. */
export interface Naming<Id extends string> {
  /** By its own tags. */
  readonly claim: Claim<Id>
  /** Whether the folder of the track led here, not its tags. */
  readonly byFolder: boolean
  /** Tracks that name it so; 1 unless given. */
  readonly tracks?: number
}

/** What an entity says of the names and ids that were taken for it. */
export function mergedOf<Id extends string>(
  entity: { readonly id: Id; readonly name: string },
  namings: readonly Naming<Id>[],
  formers: readonly Former[],
): { readonly merged: readonly MergedEntity[]; readonly mergedLeftOut: number } {
  const found = new Map<string, MergedEntity>()
  const count = (id: Id, name: string, reason: MergeReason, by: number) => {
    if (id === entity.id && name === entity.name) return
    const key = `${id}${name}`
    const { tracks = 0, reason: before = reason } = found.get(key) ?? {}
    found.set(key, { id, name, reason: before < reason ? before : reason, tracks: tracks + by })
  }
  for (const { claim, byFolder, tracks = 1 } of namings) {
    const own = ownId(claim)
    count(own, claim.name, byFolder ? 'folder' : own === entity.id ? 'spelling' : 'tags', tracks)
    if (claim.named !== null && claim.named !== own) count(claim.named, claim.name, 'tags', tracks)
  }
  const others = [...found.values()].sort(
    (a, b) => b.tracks - a.tracks || compare(a.id, b.id) || compare(a.name, b.name),
  )
  const former = formers.filter(({ id }) => id !== entity.id)
  const kept = [...former].sort((a, b) => compare(a.id, b.id)).slice(0, MAX_FORMER)
  const merged = [...others.slice(0, MAX_MERGED - kept.length), ...kept]
  return { merged, mergedLeftOut: others.length + former.length - merged.length }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

export const isFormer = (merged: MergedEntity): merged is Former => merged.reason === 'retagged'

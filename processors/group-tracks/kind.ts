import type { MergedEntity } from '../../schemas/generated.ts'
import { record } from '../../streams/engine/topic.ts'
import type { StreamRecord, Topic } from '../../streams/engine/topic.ts'
import { fingerprintOf } from '../shared/entities/digest.ts'
import { createIdentities } from './identities.ts'
import type { Identities } from './identities.ts'
import { isFormer } from './merged.ts'
import type { Former } from './merged.ts'
import { mostCommon } from './tally.ts'

interface Merging {
  readonly merged: readonly MergedEntity[]
}

/** The entities of one kind, such as albums: which tracks they have, and what was written of them. */
export interface Kind<N extends string, Id extends string, V extends Merging> {
  readonly identities: Identities<Id>
  /** The entity is looked at again. */
  touch(id: Id): void
  /**
   * A track got other tags and belongs elsewhere. If no track is left, the id of the entity becomes an alias of where most of
   * those went that left since the last `settle`: what refers to it still leads somewhere.
   * @param to where the track is by then; null when it is nowhere.
   */
  leave(id: Id, name: string, to: () => Id | null): void
  /** A record of the topic. */
  applyWritten(id: Id, value: V | null): void
  /** The records of all entities that are not what was written last. @param make from slots of tracks, of which there is at least one. */
  settle(
    timestamp: number,
    make: (id: Id, slots: ReadonlySet<number>, formers: readonly Former[]) => V,
  ): readonly StreamRecord<N, Id, V>[]
}

interface Left<Id> {
  readonly name: string
  readonly to: (() => Id | null)[]
}

/** @param onMoved a track belongs to another entity now, though nothing about it changed. */
export function createKind<N extends string, Id extends string, V extends Merging>(
  topic: Topic<N, Id, V>,
  onMoved: (slot: number) => void,
): Kind<N, Id, V> {
  const touched = new Set<Id>()
  const fingerprints = new Map<Id, number>()
  const formers = new Map<Id, readonly Former[]>()
  /** The entities that list a former id. */
  const listers = createListers<Id>()
  const left = new Map<Id, Left<Id>>()
  const touch = (id: Id) => void touched.add(id)
  const identities = createIdentities<Id>({ onTouched: touch, onMoved })
  const fingerprint = (value: V) => fingerprintOf(topic.value.encode(value))

  /** The former ids of entities that get some or lose some now. */
  const newFormers = (): ReadonlyMap<Id, readonly Former[]> => {
    const changed = new Map<Id, readonly Former[]>()
    const listersNow = createListers<Id>()
    const of = (id: Id) => changed.get(id) ?? formers.get(id) ?? []
    for (const [id, { name, to }] of [...left].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (!fingerprints.has(id) || identities.members(id).size > 0) continue
      const owner = mostCommon(to.map((where) => where()))
      if (owner === null || owner === id) continue
      const moving: readonly Former[] = [{ id, name, reason: 'retagged', tracks: 0 }, ...of(id)]
      const movingIds = new Set(moving.map((moved) => moved.id))
      for (const other of new Set([...movingIds].flatMap((each) => [...listers.of(each), ...listersNow.of(each)]))) {
        const kept = of(other).filter((former) => !movingIds.has(former.id))
        if (kept.length < of(other).length) changed.set(other, kept)
      }
      changed.set(owner, [...of(owner), ...moving])
      for (const each of movingIds) listersNow.add(each, owner)
    }
    left.clear()
    changed.forEach((_, id) => touch(id))
    return changed
  }

  return {
    identities,
    touch,
    leave(id, name, to) {
      const others = left.get(id)
      if (others === undefined) left.set(id, { name, to: [to] })
      else others.to.push(to)
    },
    applyWritten(id, value) {
      touch(id)
      const former = value?.merged.filter(isFormer) ?? []
      for (const each of formers.get(id) ?? []) listers.remove(each.id, id)
      for (const each of former) listers.add(each.id, id)
      if (former.length > 0) formers.set(id, former)
      else formers.delete(id)
      if (value === null) fingerprints.delete(id)
      else fingerprints.set(id, fingerprint(value))
    },
    settle(timestamp, make) {
      const changed = newFormers()
      const ids = [...touched].sort()
      touched.clear()
      return ids.flatMap((id) => {
        const slots = identities.members(id)
        if (slots.size === 0) return fingerprints.has(id) ? [record(topic, id, null, timestamp)] : []
        const value = make(id, slots, changed.get(id) ?? formers.get(id) ?? [])
        return fingerprint(value) === fingerprints.get(id) ? [] : [record(topic, id, value, timestamp)]
      })
    },
  }
}

/** Entities by the former ids that they list. */
function createListers<Id extends string>() {
  const byFormer = new Map<string, Set<Id>>()
  return {
    of: (former: string): ReadonlySet<Id> => byFormer.get(former) ?? new Set<Id>(),
    add: (former: string, by: Id): void => void byFormer.set(former, (byFormer.get(former) ?? new Set<Id>()).add(by)),
    remove(former: string, by: Id): void {
      const known = byFormer.get(former)
      known?.delete(by)
      if (known?.size === 0) byFormer.delete(former)
    },
  }
}

import type { Claim } from '../shared/entities/ids.ts'

/**
 * Which tracks belong to which entity of one kind. A name without an external id is taken for the entity with that id whose
 * tracks have the name, if there is exactly one: with two ("Nirvana"), the name stands for itself.
 */
export interface Identities<Id extends string> {
  add(claim: Claim<Id>, slot: number): void
  remove(claim: Claim<Id>, slot: number): void
  /** The entity that a claim leads to now. */
  resolve(claim: Claim<Id>): Id
  /** Slots of the tracks of an entity, each once, in no particular order; none when there is no such entity. */
  members(id: Id): ReadonlySet<number>
  /** Ids of the names that are taken for an entity, itself left out. */
  aliases(id: Id): readonly Id[]
}

export interface IdentityEvents<Id extends string> {
  /** An entity may have other tracks, names or aliases now, or be gone. */
  onTouched(id: Id): void
  /** A track leads to another entity now, though nothing about it changed. */
  onMoved(slot: number): void
}

/** An entity with an external id. */
interface Known<Id> {
  readonly slots: Set<number>
  /** Tracks by the id of the name that they spell. */
  readonly names: Map<Id, number>
}

/** A name. */
interface Named<Id> {
  /** Tracks that have the name and no external id. */
  readonly slots: Set<number>
  /** Tracks that have the name and an external id, by that. */
  readonly knowns: Map<Id, number>
}

const NONE: ReadonlySet<number> = new Set()

/** A track may not add two claims that are alike. */
export function createIdentities<Id extends string>({ onTouched, onMoved }: IdentityEvents<Id>): Identities<Id> {
  const knowns = new Map<Id, Known<Id>>()
  const names = new Map<Id, Named<Id>>()

  const touch = ({ known, named }: Claim<Id>) => {
    if (known !== null) onTouched(known)
    if (named === null) return
    onTouched(named)
    for (const id of names.get(named)?.knowns.keys() ?? []) onTouched(id)
  }
  /** Counts a track of an external id to a name; those that have the name alone may lead elsewhere then. */
  const count = (known: Id, named: Id, by: 1 | -1) => {
    const entry = names.get(named) ?? { slots: new Set(), knowns: new Map<Id, number>() }
    names.set(named, entry)
    const before = onlyOf(entry)
    for (const id of entry.knowns.keys()) onTouched(id)
    addTo(entry.knowns, known, by)
    if (onlyOf(entry) !== before) entry.slots.forEach((slot) => onMoved(slot))
    if (entry.slots.size === 0 && entry.knowns.size === 0) names.delete(named)
  }
  const members = (id: Id): ReadonlySet<number> => {
    const known = knowns.get(id)
    if (known === undefined) {
      const named = names.get(id)
      return named === undefined || onlyOf(named) !== null ? NONE : named.slots
    }
    const joined = [...known.names.keys()].map((name) => names.get(name)).filter((name) => name !== undefined)
    const all = joined.filter((name) => name.slots.size > 0 && onlyOf(name) === id)
    return all.length === 0
      ? known.slots
      : new Set([known.slots, ...all.map(({ slots }) => slots)].flatMap((s) => [...s]))
  }

  return {
    members,
    add(claim, slot) {
      const { known, named } = claim
      if (known !== null) {
        const entry = knowns.get(known) ?? { slots: new Set(), names: new Map<Id, number>() }
        knowns.set(known, entry)
        entry.slots.add(slot)
        if (named !== null) {
          addTo(entry.names, named, 1)
          count(known, named, 1)
        }
      } else if (named !== null) {
        const entry = names.get(named) ?? { slots: new Set(), knowns: new Map<Id, number>() }
        names.set(named, entry)
        entry.slots.add(slot)
      }
      touch(claim)
    },
    remove(claim, slot) {
      touch(claim)
      const { known, named } = claim
      if (known !== null) {
        const entry = knowns.get(known)
        entry?.slots.delete(slot)
        if (named !== null && entry !== undefined) {
          addTo(entry.names, named, -1)
          count(known, named, -1)
        }
        if (entry?.slots.size === 0) knowns.delete(known)
      } else if (named !== null) {
        const entry = names.get(named)
        entry?.slots.delete(slot)
        if (entry?.slots.size === 0 && entry.knowns.size === 0) names.delete(named)
      }
    },
    resolve({ known, named }) {
      if (known !== null) return known
      if (named === null) throw new Error('A claim names something by an id or by a name.')
      const entry = names.get(named)
      return (entry === undefined ? null : onlyOf(entry)) ?? named
    },
    aliases: (id) => [...(knowns.get(id)?.names.keys() ?? [])].sort(),
  }
}

/** The only entity with an external id that has the name; null when there is none, or several. */
function onlyOf<Id>({ knowns }: Named<Id>): Id | null {
  if (knowns.size !== 1) return null
  const [only] = knowns.keys()
  return only ?? null
}

function addTo<Id>(counts: Map<Id, number>, id: Id, by: 1 | -1): void {
  const count = (counts.get(id) ?? 0) + by
  if (count > 0) counts.set(id, count)
  else counts.delete(id)
}

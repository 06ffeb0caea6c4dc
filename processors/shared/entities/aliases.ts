import type { MergedEntity } from '../../../schemas/generated.ts'

/** Entities of one kind by id and by the ids that lead to them. */
export interface EntityAliases<Id extends string, V> {
  /** By the newest record of a topic. @param value null for a tombstone. */
  apply(id: Id, value: V | null): void
  /** The entity that an id leads to: that of the id, else the one that lists it as an alias. Null when there is none. */
  find(id: Id): V | null
  /** Every entity, each once. */
  readonly byId: ReadonlyMap<Id, V>
}

/** What readers of albums, artists, genres and works look up in. Bounded by the library: an alias goes with its entity. */
export function entityAliases<
  Id extends string,
  V extends { readonly merged: readonly MergedEntity[] },
>(): EntityAliases<Id, V> {
  const byId = new Map<Id, V>()
  /** While an album is divided, two may list one alias for a moment. */
  const owners = new Map<string, Set<Id>>()
  const forget = (id: Id, { merged }: V) => {
    for (const { id: alias } of merged) {
      const listed = owners.get(alias)
      listed?.delete(id)
      if (listed?.size === 0) owners.delete(alias)
    }
  }
  return {
    byId,
    apply(id, value) {
      const before = byId.get(id)
      if (before !== undefined) forget(id, before)
      if (value === null) {
        byId.delete(id)
        return
      }
      byId.set(id, value)
      for (const { id: alias } of value.merged) {
        if (alias === id) continue
        const listed = owners.get(alias) ?? new Set()
        owners.set(alias, listed.add(id))
      }
    },
    find(id) {
      const own = byId.get(id)
      if (own !== undefined) return own
      const [owner] = [...(owners.get(id) ?? [])].sort()
      return owner === undefined ? null : (byId.get(owner) ?? null)
    },
  }
}

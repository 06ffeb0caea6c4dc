import type { MergedEntity } from '../../schemas/generated.ts'
import { entityAliases } from '../shared/entities/aliases.ts'
import { textIndex } from './search/text-index.ts'
import type { TextIndex } from './search/text-index.ts'
import { keyedSlots } from './search/vocabulary.ts'
import { sortedList } from './track-list.ts'
import type { Sorted, SortedList } from './track-list.ts'

/** An entity at its place in one order. */
export interface PlacedEntity<V> extends Sorted {
  readonly value: V
  /** Its number in the index of texts; that of an entity which is gone is given to another. */
  readonly slot: number
}

/** How entities of one kind are found and ordered. */
export interface ShelfForm<V, Order extends string> {
  /** Made by `searchedText`. */
  textOf(value: V): string
  /** Whole names that it is listed by. */
  namesOf(value: V): readonly string[]
  /** For each order what it is sorted by; the id follows. */
  readonly orders: Readonly<Record<Order, (value: V) => string>>
}

/** Albums, artists, genres or works as the bridge keeps them. Its size is that of their topic. */
export interface Shelf<Id extends string, V, Order extends string> {
  /** By the newest record of the topic; null for a tombstone. */
  apply(id: Id, value: V | null): void
  /** The entity that an id leads to, also the id of one that was merged in it. */
  find(id: string): V | null
  sorted(order: Order): readonly PlacedEntity<V>[]
  readonly values: ReadonlyMap<Id, V>
  readonly texts: TextIndex
  atSlot(slot: number): V | null
  /** Slots of those that are listed by a whole name. */
  named(name: string): readonly number[]
}

const SEPARATOR = '\u0000'

export function createShelf<
  Id extends string,
  V extends { readonly merged: readonly MergedEntity[] },
  O extends string,
>(form: ShelfForm<V, O>, asId: (id: string) => Id): Shelf<Id, V, O> {
  const aliases = entityAliases<Id, V>()
  const texts = textIndex()
  const names = keyedSlots()
  const bySlot: (V | null)[] = []
  const freeSlots: number[] = []
  const slots = new Map<Id, number>()
  const placed = new Map<Id, ReadonlyMap<string, PlacedEntity<V>>>()
  const lists = new Map<string, SortedList<PlacedEntity<V>>>(
    Object.keys(form.orders).map((order) => [order, sortedList()]),
  )

  const takeOut = (id: Id) => {
    const slot = slots.get(id)
    const value = aliases.byId.get(id)
    if (slot === undefined || value === undefined) return
    texts.remove(slot)
    for (const name of form.namesOf(value)) names.remove(name, slot)
    for (const [order, entry] of placed.get(id) ?? []) lists.get(order)?.remove(entry)
    slots.delete(id)
    placed.delete(id)
    bySlot[slot] = null
    freeSlots.push(slot)
  }
  const putIn = (id: Id, value: V) => {
    const slot = freeSlots.pop() ?? bySlot.length
    bySlot[slot] = value
    slots.set(id, slot)
    texts.add(slot, form.textOf(value))
    for (const name of form.namesOf(value)) names.add(name, slot)
    const orders: readonly (readonly [string, (of: V) => string])[] = Object.entries(form.orders)
    const places = orders.map(([order, keyOf]): readonly [string, PlacedEntity<V>] => [
      order,
      { sortKey: keyOf(value) + SEPARATOR + id, value, slot },
    ])
    placed.set(id, new Map(places))
    for (const [order, entry] of places) lists.get(order)?.add(entry)
  }

  return {
    apply(id, value) {
      takeOut(id)
      aliases.apply(id, value)
      if (value !== null) putIn(id, value)
    },
    find: (id) => aliases.find(asId(id)),
    sorted: (order) => lists.get(order)?.all() ?? [],
    values: aliases.byId,
    texts,
    atSlot: (slot) => bySlot[slot] ?? null,
    named: (name) => names.of(name),
  }
}

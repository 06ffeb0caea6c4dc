import { isDeepStrictEqual } from 'node:util'
import type { WantedIndex } from '../shared/mongo/collections.ts'

/** The parts of an index that lies in a database, which decide whether it is the wanted one. */
export interface ExistingIndex {
  readonly name?: string
  readonly key: object
  readonly unique?: boolean
  readonly expireAfterSeconds?: number
  readonly partialFilterExpression?: object
}

/** What has to be done for one index. `foreign`: somebody made one over the same fields that rules ours out. */
export type IndexStep = 'none' | 'make' | 'change-expiry' | 'replace' | 'foreign'

/** Compares an index with those of its collection, which an older version or an operator may have made. */
export function stepFor(wanted: WantedIndex, existing: readonly ExistingIndex[]): IndexStep {
  const ours = existing.filter(({ name }) => name === wanted.name)
  // The embedded store takes a second index of the same name, where MongoDB refuses it.
  if (ours.length > 1) return 'replace'
  const [own] = ours
  if (own !== undefined) {
    if (!isSame(wanted, own)) return 'replace'
    return own.expireAfterSeconds === wanted.expireAfterSeconds ? 'none' : 'change-expiry'
  }
  const overSame = existing.filter(
    (each) => isSameKey(wanted, each) && isDeepStrictEqual(filterOf(wanted), plain(each)),
  )
  if (overSame.length === 0) return 'make'
  const serves = overSame.some((each) => isSame(wanted, each) && each.expireAfterSeconds === wanted.expireAfterSeconds)
  return serves ? 'none' : 'foreign'
}

/** The order of the fields counts. */
const isSameKey = (wanted: WantedIndex, existing: ExistingIndex): boolean =>
  isDeepStrictEqual(Object.entries(wanted.key), Object.entries(existing.key))

/** Which documents are in the index; undefined: all. */
export const filterOf = ({ onlyDeleted }: WantedIndex) => (onlyDeleted === true ? { deleted: true } : undefined)
const plain = ({ partialFilterExpression }: ExistingIndex) => partialFilterExpression && { ...partialFilterExpression }

/** Apart from the time after which documents expire, which can be changed; whether there is such a time cannot. */
function isSame(wanted: WantedIndex, existing: ExistingIndex): boolean {
  return (
    isSameKey(wanted, existing) &&
    wanted.unique === (existing.unique ?? false) &&
    isDeepStrictEqual(filterOf(wanted), plain(existing)) &&
    (wanted.expireAfterSeconds === undefined) === (existing.expireAfterSeconds === undefined)
  )
}

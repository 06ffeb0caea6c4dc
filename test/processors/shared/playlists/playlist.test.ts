import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_ENTRIES, withChange } from '../../../../processors/shared/playlists/playlist.ts'
import type { Playlist } from '../../../../processors/shared/playlists/playlist.ts'
import { positionsBetween } from '../../../../processors/shared/playlists/position.ts'
import { changeId, entryId, listenerId, playlistId, trackId } from '../../../../schemas/generated.ts'
import type { PlaylistChange } from '../../../../schemas/generated.ts'

let minted = 0
const change = (kind: PlaylistChange['change'], fields: Partial<PlaylistChange> = {}): PlaylistChange => ({
  changeId: changeId(`c${(minted += 1)}`),
  listenerId: listenerId('ann'),
  playlistId: playlistId('p'),
  change: kind,
  name: null,
  entries: [],
  seen: null,
  deviceId: null,
  deviceTime: null,
  arrivedAt: 0,
  ...fields,
})
const entry = (id: string, position: string | null = null, track: string | null = null) => ({
  entryId: entryId(id),
  trackId: track === null ? null : trackId(track),
  position,
})
/** Adds entries behind all that a device sees. */
const adding = (seen: Playlist | null, ...ids: readonly string[]) => {
  const positions = positionsBetween(seen?.entries.at(-1)?.position ?? null, null, ids.length, ids[0] ?? '')
  return change('added', { entries: ids.map((id, i) => entry(id, positions[i] ?? null, `track of ${id}`)) })
}
const fold = (changes: readonly PlaylistChange[], from: Playlist | null = null) =>
  changes.reduce<Playlist | null>((playlist, each, i) => withChange(playlist, each, i), from)
const idsOf = (playlist: Playlist | null) => playlist?.entries.map((each) => String(each.entryId)) ?? []
const created = change('created', { name: 'Rain' })

describe('a playlist', () => {
  it('is what was added, in order, under its last name', () => {
    const one = fold([created, adding(null, 'a', 'b', 'c')])
    const before = positionsBetween(null, one?.entries[0]?.position ?? null, 1, 'x')[0] ?? ''
    const playlist = fold([change('moved', { entries: [entry('c', before)] }), change('renamed', { name: 'Sun' })], one)
    expect([playlist?.name, idsOf(playlist), playlist?.changes]).toStrictEqual(['Sun', ['c', 'a', 'b'], 4])
  })

  it('keeps what was added while another device deleted it, and only that', () => {
    const seen = fold([created, adding(null, 'a')])
    const [deleted, added] = [change('deleted', { seen: seen?.changes ?? 0 }), adding(seen, 'b')]
    for (const order of [
      [deleted, added],
      [added, deleted],
    ]) {
      // prettier-ignore
      const merged = fold(order, seen)
      expect([merged?.isDeleted, merged?.name, idsOf(merged)]).toStrictEqual([false, 'Rain', ['b']])
    }
    expect(fold([change('deleted')], fold([added], seen))).toMatchObject({ isDeleted: true, entries: [] })
  })

  it('has nothing to move or remove where another device removed it', () => {
    const seen = fold([created, adding(null, 'a', 'b')])
    const removed = change('removed', { entries: [entry('a')] })
    const moved = change('moved', { entries: [entry('a', 'zzzzzz')] })
    expect(idsOf(fold([removed, moved, removed], seen))).toStrictEqual(['b'])
    expect(idsOf(fold([moved, removed], seen))).toStrictEqual(['b'])
  })

  it('counts a change once, whenever it is sent again', () => {
    const [added, removed] = [adding(null, 'a'), change('removed', { entries: [entry('a')] })]
    const once = fold([created, added, removed])
    expect(fold([created, added, created, removed, added, removed])).toStrictEqual({ ...once, updatedAt: 3 })
  })

  it('merges the changes of two devices without loss, in whatever order they arrive', () => {
    const act = fc.record({ kind: fc.constantFrom('add', 'move', 'remove', 'rename'), at: fc.nat(), to: fc.nat() })
    const acts = fc.array(act, { maxLength: 12 })
    fc.assert(
      fc.property(
        acts,
        acts,
        fc.infiniteStream(fc.boolean()),
        fc.array(fc.nat(), { maxLength: 5 }),
        (one, two, turns, again) => {
          // prettier-ignore
          const shared = fold([created, adding(null, 'a', 'b', 'c', 'd')])
          const devices = [one, two].map((done, device) => offline(shared, done, `${device}`))
          const log = interleaved(devices[0]?.changes ?? [], devices[1]?.changes ?? [], turns)
          const merged = fold(log, shared)
          const added = devices.flatMap((each) => each.added)
          const removed = new Set(devices.flatMap((each) => each.removed))
          const expected = ['a', 'b', 'c', 'd', ...added].filter((id) => !removed.has(id))
          expect([...idsOf(merged)].sort()).toStrictEqual(expected.sort())
          expect(merged?.name).toBe(log.findLast((each) => each.change === 'renamed')?.name ?? 'Rain')
          const resent = log.length === 0 ? [] : again.flatMap((at) => log[at % log.length] ?? [])
          expect(idsOf(fold(resent, merged))).toStrictEqual(idsOf(merged))
          expect(idsOf(fold(interleaved(log, resent, turns), shared)).sort()).toStrictEqual(expected.sort())
        },
      ),
    )
  })

  it('is bounded, whatever is written', () => {
    const blocks = Array.from({ length: 25 }, (_, k) =>
      adding(null, ...Array.from({ length: 500 }, (_x, i) => `${k}/${i}`)),
    )
    const full = fold([created, ...blocks, change('renamed', { name: 'x'.repeat(900) }), adding(null, 'y'.repeat(65))])
    expect([full?.entries.length, full?.name.length]).toStrictEqual([MAX_ENTRIES, 200])
    expect(full?.changeIds.length).toBeLessThanOrEqual(100 * 8)
  })
})

/** What a device does that sees only its own changes. */
function offline(
  from: Playlist | null,
  acts: readonly { readonly kind: string; readonly at: number; readonly to: number }[],
  name: string,
) {
  // prettier-ignore
  const changes: PlaylistChange[] = []
  const [added, removed]: [string[], string[]] = [[], []]
  let seen = from
  for (const [i, { kind, at, to }] of acts.entries()) {
    const entries = seen?.entries ?? []
    const chosen = entries[at % Math.max(1, entries.length)]
    const place = to % (entries.length + 1)
    const [low, high] = [entries[place - 1]?.position ?? null, entries[place]?.position ?? null]
    const [position = null] =
      low !== null && high !== null && low >= high ? [] : positionsBetween(low, high, 1, `${name}${i}`)
    const id = `${name}-${i}`
    if (kind === 'add') added.push(id)
    if (kind === 'remove' && chosen !== undefined) removed.push(chosen.entryId)
    const next =
      kind === 'add'
        ? change('added', { entries: [entry(id, position, 't')] })
        : kind === 'rename'
          ? change('renamed', { name: id })
          : change(kind === 'move' ? 'moved' : 'removed', {
              entries: chosen === undefined ? [] : [entry(chosen.entryId, position)],
            })
    changes.push(next)
    seen = withChange(seen, next, i)
  }
  return { changes, added, removed }
}

function interleaved<T>(one: readonly T[], two: readonly T[], turns: Iterable<boolean>): readonly T[] {
  const rest: readonly [T[], T[]] = [[...one], [...two]]
  const all: T[] = []
  for (const turn of turns) {
    if (rest[0].length === 0 || rest[1].length === 0) break
    all.push(...rest[turn ? 0 : 1].splice(0, 1))
  }
  return [...all, ...rest[0], ...rest[1]]
}

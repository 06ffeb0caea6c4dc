import { itemMetadata } from '../../../processors/recommend/item-metadata.ts'
import { emptyProfile, fold } from '../../../processors/recommend/profile.ts'
import { coListening } from '../../../processors/shared/co-listening/table.ts'
import { libraryIndex } from '../../../processors/shared/similarity/library-index-table.ts'
import type { ListenerId, ListenerProfile } from '../../../schemas/generated.ts'
import { plays } from '../../../schemas/topics.ts'
import type { GlobalTable } from '../../../streams/engine/processor.ts'
import { reading } from '../../../streams/engine/runtime/work.ts'
import { record } from '../../../streams/engine/topic.ts'
import { START } from '../../support/builders.ts'
import { recommend } from '../../support/recommend.ts'
import { drawnPlay, libraryRecords } from '../recommend-library.ts'
import { recordedPlays } from './recorded-plays.ts'

/** `fold|lists COUNT`: prints, as a line of JSON, how many there were and the seconds that they took, by the clock and of the processor. */

/** Of the library that lists are made from: as many cells as training would choose. */
const TRACKS = 10_000
const CELLS = 100
const LISTENERS = 1_000
/** Plays before the measuring begins, so that everybody has tastes and the code is compiled. */
const BEHIND = 10

let offset = 0

const [what = '', typed = '0'] = process.argv.slice(2)
const count = Number(typed)
process.stdout.write(`${JSON.stringify(what === 'fold' ? foldPlays() : makeLists())}\n`)

function timed(work: () => number) {
  const cpu = process.cpuUsage()
  const begun = performance.now()
  const done = work()
  const seconds = (performance.now() - begun) / 1_000
  const { user, system } = process.cpuUsage(cpu)
  return { count: done, seconds, cpuSeconds: (user + system) / 1e6 }
}

/** The profiles that plays give. */
function foldPlays() {
  const recorded = [...recordedPlays(count)]
  const profiles = new Map<ListenerId, ListenerProfile>()
  return timed(() => {
    for (const [offset, play] of recorded.entries()) {
      const known = profiles.get(play.listenerId) ?? emptyProfile
      profiles.set(play.listenerId, fold(known, play, play.arrivedAt, offset))
    }
    return recorded.length
  })
}

/** Plays through the step of `recommend`, each of which gives a list. */
function makeLists() {
  const tables: readonly GlobalTable<unknown>[] = [libraryIndex, itemMetadata, coListening]
  const contents = new Map(tables.map((table) => [table, table.create()]))
  const apply = (each: ReturnType<typeof record>) => {
    for (const table of tables) {
      if (table.from.some(({ name }) => name === each.topic)) table.apply(contents.get(table), each)
    }
  }
  for (const each of libraryRecords(TRACKS, CELLS)) apply(each)
  const behind = playsOf(LISTENERS * BEHIND)
  for (const each of behind) apply(each)
  for (const table of tables) table.prepare?.(contents.get(table))

  const read = reading('bench', contents)
  const states = new Map<ListenerId, ListenerProfile>()
  const step = (each: (typeof behind)[number]) => {
    const { state, emit } = recommend.step(states.get(each.key) ?? recommend.initial, each, read)
    states.set(each.key, state ?? recommend.initial)
    return emit.length
  }
  for (const each of behind) step(each)
  const asked = playsOf(count)
  return timed(() => asked.reduce((lists, each) => lists + step(each), 0))
}

function playsOf(howMany: number) {
  return Array.from({ length: howMany }, (_, n) => {
    offset += 1
    const play = drawnPlay(n % LISTENERS, START + offset * 1_000, TRACKS)
    return {
      ...record(plays, play.listenerId, play, play.arrivedAt),
      partition: 0,
      offset,
      causedBy: '',
      sentAt: play.arrivedAt,
    }
  })
}

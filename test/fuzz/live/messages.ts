import type { Random } from '../../../processors/shared/random.ts'
import { MAX_MESSAGE_BYTES } from '../../../processors/websocket-bridge/protocol.ts'
import { FIELDS, PLAY_SCHEMA, schemaOfField, valueBeside, valueOf } from './schema-values.ts'

/** What is sent: one frame, the pieces of a message in several, or a ping. */
export interface HostileMessage {
  readonly kind: string
  readonly send: 'text' | 'binary' | 'fragments' | 'ping'
  readonly data: string
}

/** What makes a message mean something to the service. */
export interface Known {
  readonly tracks: readonly string[]
  readonly models: readonly string[]
}

type Play = Record<string, unknown>

/** Kinds by weight: most are plays that get far, since what is refused at once finds little. */
const KINDS: readonly (readonly [
  number,
  string,
  (play: Play, random: Random, known: Known) => Omit<HostileMessage, 'kind'>,
])[] = [
  [30, 'valid', (play) => text(play)],
  [
    10,
    'invented recommendation',
    (play, random, { models }) =>
      text({
        ...play,
        via: 'recommended',
        recommendationId: `${random.happens(0.5) ? random.pick(models) : `m${random.below(1e6)}`}:${random.pick(['plays/0/1', 'x', '💥'.repeat(20)])}`,
      }),
  ],
  [
    10,
    'wished in ever new sessions',
    (play, random) =>
      text({
        ...play,
        event: 'wished',
        sessionId: `${random.next()}`.padEnd(64, 's'),
        wish: { familiarity: 1, energy: -1, radio: 'genre', genre: '語'.repeat(500) },
      }),
  ],
  [5, 'repeated id', (play, random) => text({ ...play, playId: `again-${random.below(5)}` })],
  [
    20,
    'one field beside the schema',
    (play, random) => {
      const field = random.pick(FIELDS)
      return text({ ...play, [field]: valueBeside(schemaOfField(field), random) })
    },
  ],
  [
    5,
    'several fields beside the schema',
    (play, random) =>
      text(
        Object.fromEntries(
          FIELDS.map((name) => [name, random.happens(0.5) ? play[name] : valueBeside(schemaOfField(name), random)]),
        ),
      ),
  ],
  [
    3,
    'a field missing',
    (play, random) => {
      const field = random.pick(FIELDS)
      return text(Object.fromEntries(Object.entries(play).filter(([name]) => name !== field)))
    },
  ],
  [
    3,
    'fields nobody knows',
    (play, random) => text({ ...play, [`x${random.next()}`]: valueBeside({}, random), listenerId: 'eve' }),
  ],
  [
    2,
    'numbers that JSON has and Avro has not',
    (play) => ({
      send: 'text',
      data: JSON.stringify({ ...play, positionMs: 0 }).replace('"positionMs":0', '"positionMs":1e999'),
    }),
  ],
  [
    2,
    'no number',
    (play) => ({
      send: 'text',
      data: JSON.stringify({ ...play, playedMs: 0 }).replace('"playedMs":0', '"playedMs":NaN'),
    }),
  ],
  [
    1,
    'a name twice',
    (play) => ({
      send: 'text',
      data: `${JSON.stringify(play).slice(0, -1)},"playId":"twice","__proto__":{"polluted":1}}`,
    }),
  ],
  [
    2,
    'cut off',
    (play, random) => {
      const whole = JSON.stringify(play)
      return { send: 'text', data: whole.slice(0, random.below(whole.length)) }
    },
  ],
  [1, 'nested as deep as fits', () => ({ send: 'text', data: '['.repeat(MAX_MESSAGE_BYTES) })],
  [1, 'as long as may be', (play) => text({ ...play, extra: 'x'.repeat(MAX_MESSAGE_BYTES - 1_500) })],
  [1, 'in bytes', (play) => ({ send: 'binary', data: JSON.stringify(play) })],
  [2, 'in pieces', (play) => ({ send: 'fragments', data: JSON.stringify(play) })],
  [1, 'ping', () => ({ send: 'ping', data: 'x'.repeat(125) })],
  [0.02, 'too long', () => ({ send: 'text', data: 'x'.repeat(MAX_MESSAGE_BYTES + 1) })],
]

const ALL_WEIGHTS = KINDS.reduce((sum, [weight]) => sum + weight, 0)

let ids = 0

export function hostileMessage(random: Random, known: Known): HostileMessage {
  let left = random.next() * ALL_WEIGHTS
  for (const [weight, kind, make] of KINDS) {
    left -= weight
    if (left < 0) return { kind, ...make(playOf(random, known), random, known) }
  }
  return { kind: 'ping', send: 'ping', data: '' }
}

/** A play by the schema, of a track that there is, with an id of its own. */
function playOf(random: Random, { tracks }: Known): Play {
  ids += 1
  const play = valueOf(PLAY_SCHEMA, random)
  return { ...(typeof play === 'object' ? play : {}), playId: `f${ids}`, trackId: random.pick(tracks) }
}

const text = (value: object): Omit<HostileMessage, 'kind'> => ({ send: 'text', data: JSON.stringify(value) })

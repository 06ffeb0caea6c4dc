import { MAX_PLAYED_BEFORE, playableShape, queueSources, repeatModes } from '../../schemas/http.ts'
import { MAX_YOURS } from './queue.ts'
import { z } from './shape.ts'

const entryShape = z.object({
  entryId: z.string(),
  track: playableShape,
  source: z.object({ kind: z.enum(queueSources), id: z.nullable(z.string()), name: z.string() }),
  unshuffled: z.number(),
  offered: z.exactOptional(z.object({ recommendationId: z.string(), itemRank: z.number() })),
  copyId: z.exactOptional(z.string()),
  playbackId: z.exactOptional(z.string()),
})

/** The queue as this browser keeps it. */
export const keptQueueShape = z.object({
  now: z.nullable(entryShape),
  yours: z.array(entryShape).check(z.maxLength(MAX_YOURS)),
  before: z.array(entryShape).check(z.maxLength(MAX_PLAYED_BEFORE)),
  goesOn: z.boolean(),
  shuffleSeed: z.nullable(z.number()),
  repeat: z.enum(repeatModes),
})

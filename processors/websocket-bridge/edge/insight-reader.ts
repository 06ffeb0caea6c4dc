import { setTimeout as delay } from 'node:timers/promises'
import type { EdgeContext, Follower } from '../../../streams/engine/runtime/context.ts'
import { insightFold, insightTopics } from '../insights/figures.ts'
import type { InsightFold, Insights } from '../insights/figures.ts'

/** Without a question for this long the topics are read no more, and what was counted is given up. */
const UNREAD_AFTER_MS = 15 * 60_000
/** What came together is followed by as long a rest, at most by this: a suggestion has not to wait for the figures. */
const LONGEST_REST_MS = 200
/** So long the first answer may wait for the rest of the topics. */
const FIRST_ANSWER_WITHIN_MS = 1_000

/** Counts the topics of the insights from the first question on: one reader for all who ask, however often. */
export interface InsightReader {
  between(range: Parameters<InsightFold['between']>[0]): Promise<Insights>
  close(): Promise<void>
}

interface Reading {
  readonly fold: InsightFold
  readonly follower: Follower
  readonly isCaughtUp: boolean
}

export function insightReader(context: EdgeContext): InsightReader {
  let reading: Promise<Reading> | null = null
  let unread: NodeJS.Timeout | undefined
  const close = async () => {
    clearTimeout(unread)
    const open = reading
    reading = null
    await (await open)?.follower.stop()
  }
  return {
    async between(range) {
      clearTimeout(unread)
      unread = setTimeout(() => void close(), UNREAD_AFTER_MS).unref()
      reading ??= openReading(context)
      const { fold, isCaughtUp } = await reading
      return { ...fold.between(range, Date.now()), reading: !isCaughtUp }
    },
    close,
  }
}

async function openReading(context: EdgeContext): Promise<Reading> {
  const fold = insightFold()
  let resumedAt = performance.now()
  let isCaughtUp = false
  const follower = await context.follow(insightTopics, {
    from: 'start',
    isolation: 'committed',
    onRecord: fold.apply,
    async afterBatch() {
      if (isCaughtUp) return
      await delay(Math.min(LONGEST_REST_MS, performance.now() - resumedAt))
      resumedAt = performance.now()
    },
  })
  const whole = follower.caughtUp.then(
    () => {
      isCaughtUp = true
    },
    () => undefined, // the follower tells of it
  )
  await Promise.race([whole, delay(FIRST_ANSWER_WITHIN_MS)])
  return {
    fold,
    follower,
    get isCaughtUp() {
      return isCaughtUp
    },
  }
}

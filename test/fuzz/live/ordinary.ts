import type { Listener, Pushed } from '../../support/listener.ts'

/** How an ordinary listener was served meanwhile. */
export interface Served {
  readonly plays: number
  readonly slowestAckMs: number
  readonly slowestListMs: number
  /** Plays that were refused, or not answered in time. */
  readonly faults: readonly string[]
}

export interface OrdinaryOptions {
  readonly tracks: readonly string[]
  readonly signal: AbortSignal
  /** Longest time for an answer. */
  readonly patienceMs: number
  /** Between two plays: longer than 50 ms, as a listener may send 20 a second. */
  readonly pauseMs: number
}

const EVENTS = ['started', 'finished', 'liked']

/** Plays one track after another, each once the one before is acknowledged and answered by a recommendation. */
export async function playOrdinarily(listener: Listener, options: OrdinaryOptions): Promise<Served> {
  const { tracks, signal, patienceMs, pauseMs } = options
  const faults: string[] = []
  let [plays, slowestAckMs, slowestListMs] = [0, 0, 0]
  while (!signal.aborted && faults.length === 0) {
    const id = `ordinary-${plays}`
    const begun = performance.now()
    const answers = answersTo(listener, id, patienceMs)
    listener.play(
      tracks[Math.floor(plays / EVENTS.length) % tracks.length] ?? '',
      EVENTS[plays % EVENTS.length] ?? '',
      id,
    )
    plays += 1
    try {
      await answers.acknowledged
      slowestAckMs = Math.max(slowestAckMs, performance.now() - begun)
      await answers.recommended
      slowestListMs = Math.max(slowestListMs, performance.now() - begun)
    } catch (error) {
      faults.push(error instanceof Error ? error.message : String(error))
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
  return { plays, slowestAckMs, slowestListMs, faults }
}

interface Answers {
  readonly acknowledged: Promise<void>
  readonly recommended: Promise<void>
}

function answersTo(listener: Listener, playId: string, patienceMs: number): Answers {
  let timer: NodeJS.Timeout | undefined
  let stop = () => {}
  const late = new Promise<never>((_, reject) => {
    const fail = (why: string) => reject(new Error(`The ordinary listener's ${playId} ${why}.`))
    timer = setTimeout(() => fail('was not answered in time'), patienceMs)
    stop = listener.onMessage(({ type, playId: id, code }) => {
      if (type === 'error' && id === playId) fail(`was refused: ${code ?? ''}`)
    })
  })
  const told = (fits: (message: Pushed) => boolean) =>
    new Promise<void>((resolve) => {
      const end = listener.onMessage((message) => {
        if (!fits(message)) return
        end()
        resolve()
      })
    })
  const acknowledged = Promise.race([late, told((each) => each.type === 'ack' && each.playId === playId)])
  const recommended = Promise.race([
    late,
    told((each) => each.type === 'recommendations' && each.causedBy?.playId === playId),
  ])
  const end = () => {
    clearTimeout(timer)
    stop()
  }
  void Promise.all([acknowledged, recommended]).then(end, end)
  return { acknowledged, recommended }
}

import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { openLogFile } from '../supervisor/log-file.ts'
import type { LogFile } from '../supervisor/log-file.ts'
import type { RunFolder } from '../supervisor/run-folder.ts'
import { startProgram } from '../supervisor/running-program.ts'
import type { RunningProgram } from '../supervisor/running-program.ts'
import { supervise } from '../supervisor/supervise.ts'
import type { SupervisionEvents, SupervisedProcess } from '../supervisor/supervise.ts'
import type { Report } from '../supervisor/terminal.ts'
import type { Part, PartName } from './part.ts'
import { startPatience } from './start-patience.ts'
import type { StartPatience } from './start-patience.ts'

export interface PartContext {
  readonly run: RunFolder
  readonly report: Report
  readonly events: SupervisionEvents
  /** Resolves when the disk of the data folder has room. */
  untilRoom(signal: AbortSignal): Promise<void>
  /** Aborts a start that is under way. */
  readonly signal: AbortSignal
}

/** Servers that run, each under supervision. */
export interface RunningParts {
  /** Process ids of the parts that run now. */
  pids(): Readonly<Partial<Record<PartName, number>>>
  /** Resolves when no process is left. */
  stop(): Promise<void>
}

/** Stops all parts in the order that they need; one that did not start is passed over. */
export type StopAll = (stop: (name: PartName) => Promise<void>) => Promise<void>

/** A part that did not start; the message is user-facing. */
export class PartFailed extends Error {
  override readonly name = 'PartFailed'
}

const LOOK_EVERY_MS = 50
/** A part is looked after this often, and started again when it has not answered for a minute: it may be paused. */
const CHECK_EVERY_MS = 5_000
const SICK_AFTER_FAILURES = 12

/**
 * Starts servers in parallel, and resolves when all answer.
 * @throws {PartFailed} when one does not start, or the signal's reason; the others are stopped by then.
 */
export async function startParts(
  parts: readonly Part[],
  logFolder: string,
  context: PartContext,
  stopAll: StopAll,
): Promise<RunningParts> {
  const started = parts.map((part) => ({ part, log: openLogFile(join(logFolder, `${part.name}.log`)) }))
  const supervised = new Map<PartName, SupervisedProcess>()
  const stop = async () => {
    await stopAll(async (name) => {
      const part = parts.find((each) => each.name === name)
      await supervised.get(name)?.stop(part?.stopWithinMs ?? 0)
    })
    for (const { part, log } of started) {
      await part.release?.()
      log.close()
    }
  }

  const up = started.map(async ({ part, log }) => {
    supervised.set(part.name, await startPart(part, log, context))
  })
  const failed = (await Promise.allSettled(up)).find((result) => result.status === 'rejected')
  if (failed !== undefined) {
    await stop()
    throw failed.reason
  }
  return {
    pids() {
      const pids = [...supervised].flatMap(([name, { running }]) =>
        running === null ? [] : [[name, running.pid] as const],
      )
      return Object.fromEntries(pids)
    },
    stop,
  }
}

async function startPart(
  part: Part,
  log: LogFile,
  { run, report, events, signal, untilRoom }: PartContext,
): Promise<SupervisedProcess> {
  const startedMs = performance.now()
  await part.prepare()
  const start = async () => {
    const patience = startPatience(part.title, () => performance.now())
    const onLine = (line: string) => {
      const shown = patience.onLine(line)
      if (shown !== null) report.line(shown)
    }
    return { child: await startProgram(part.program, { run, log, onLine }), patience }
  }
  signal.throwIfAborted()
  const { child, patience } = await start()
  try {
    await untilAnswers(part, child, { log: log.path, signal, patience })
  } catch (error) {
    await child.stop(part.stopWithinMs)
    throw error
  }
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1)
  report.line(`${part.title} answers on port ${part.port} after ${seconds} s.`)

  const startAgain = async (): Promise<RunningProgram> => {
    const { child: again, patience: thisTime } = await start()
    untilAnswers(part, again, { log: log.path, signal, patience: thisTime }).then(
      () => {
        report.line(`${part.title} answers again.`)
        restartWhenSick(part, again)
      },
      (error: unknown) => {
        // Its supervisor reports its exit; one that only is silent is started again.
        if (!signal.aborted && error instanceof PartFailed) void again.stop(part.stopWithinMs)
      },
    )
    return again
  }
  const never = () => false
  restartWhenSick(part, child)
  const job = { name: part.name, start: startAgain, isDone: never, isFatal: never, untilPossible: untilRoom }
  return supervise(job, events, { first: child })
}

/** Ends a part that has answered no request for a while, as the registry does whose database closed itself on a full disk. */
function restartWhenSick(part: Part, child: RunningProgram): void {
  let failed = 0
  const timer = setInterval(() => {
    void part.answers().then((answers) => {
      failed = answers ? 0 : failed + 1
      if (failed !== SICK_AFTER_FAILURES) return
      clearInterval(timer)
      void child.stop(part.stopWithinMs)
    })
  }, CHECK_EVERY_MS)
  timer.unref()
  void child.exited.then(() => clearInterval(timer))
}

interface Awaited {
  /** Path of its log file. */
  readonly log: string
  readonly signal: AbortSignal
  readonly patience: StartPatience
}

async function untilAnswers(part: Part, child: RunningProgram, { log, signal, patience }: Awaited): Promise<void> {
  const dead = new AbortController()
  const ended = AbortSignal.any([signal, dead.signal])
  void child.exited.then((exit) => {
    const reason = exit.lastError === '' ? '' : `: "${exit.lastError}"`
    const how = exit.code ?? exit.signal ?? 'no code'
    dead.abort(new PartFailed(`${part.title} ended with ${how}${reason}. Its log: ${log}`))
  })
  while (!(await part.answers())) {
    ended.throwIfAborted()
    if (patience.isOver()) {
      throw new PartFailed(`${part.title} does not answer on port ${part.port}. Its log: ${log}`)
    }
    await wait(LOOK_EVERY_MS)
  }
}

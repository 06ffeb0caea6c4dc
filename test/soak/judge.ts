import { median, quantile } from '../bench/figures.ts'

/** What one process held at one moment. */
export interface ProcessSample {
  readonly pid: number
  readonly name: string
  /** Resident memory; shared pages count in full. */
  readonly rssMb: number
  /** Proportional resident memory: a page that n processes share counts for 1/n in each. */
  readonly pssMb: number
  readonly descriptors: number
  readonly threads: number
  /** Processor time so far. */
  readonly cpuMs: number
}

export interface Sample {
  /** Since the load began. */
  readonly atMs: number
  readonly processes: readonly ProcessSample[]
}

/** One process between the middle of the run and its end. */
export interface Verdict {
  readonly name: string
  readonly pid: number
  readonly rssMb: { readonly middle: number; readonly end: number }
  /** Of `rssMb`, from middle to end. */
  readonly growthPercent: number
  /** Median of the slopes between all pairs of samples from the middle on (Theil-Sen). */
  readonly slopeMbPerHour: number
  readonly pssMb: { readonly middle: number; readonly end: number }
  readonly descriptors: { readonly middle: number; readonly end: number }
  readonly threads: { readonly middle: number; readonly end: number }
  /** Share of one core, from middle to end. */
  readonly cpuPercent: number
  /** Each says what is not as it should be; empty when the process is steady. */
  readonly faults: readonly string[]
}

/** Shares of the run. What is before the middle is warm-up: caches fill, code is compiled, heaps take their size. */
const MIDDLE = [0.4, 0.6] as const
const END = [0.8, 1] as const
const MAX_GROWTH_PERCENT = 5
/** Sockets and files that are open for a request are open at some samples and not at others. */
const MAX_MORE_DESCRIPTORS = 2
/** A process that was there for fewer samples of the middle was started for one task. */
const LASTING = 0.5

/**
 * Judges every process that lasts. Within each window the lower quartile counts: garbage that is not collected yet adds to
 * the memory of a process, and nothing takes from it, so that the low values are what it needs. A leak lifts those, too.
 */
export function judge(samples: readonly Sample[]): readonly Verdict[] {
  const lengthMs = samples.at(-1)?.atMs ?? 0
  const within = ([from, to]: readonly [number, number]) =>
    samples.filter(({ atMs }) => atMs >= from * lengthMs && atMs <= to * lengthMs)
  const [middle, end] = [within(MIDDLE), within(END)]
  const pids = [...new Set(middle.flatMap(({ processes }) => processes.map(({ pid }) => pid)))]
  return pids.flatMap((pid) => {
    const [before, after] = [of(pid, middle), of(pid, end)]
    const first = before[0]
    if (first === undefined || before.length < LASTING * middle.length) return []
    return [verdictOf(first, before, after, of(pid, within([MIDDLE[0], END[1]])))]
  })
}

type Timed = ProcessSample & { readonly atMs: number }

const of = (pid: number, samples: readonly Sample[]): readonly Timed[] =>
  samples.flatMap(({ atMs, processes }) =>
    processes.filter((each) => each.pid === pid).map((each) => ({ ...each, atMs })),
  )

function verdictOf(
  { name, pid }: ProcessSample,
  middle: readonly Timed[],
  end: readonly Timed[],
  all: readonly Timed[],
): Verdict {
  const between = (value: (each: Timed) => number) => ({
    middle: quantile(middle.map(value), 0.25),
    end: quantile(end.map(value), 0.25),
  })
  const rssMb = between(({ rssMb: mb }) => mb)
  const descriptors = between((each) => each.descriptors)
  const growthPercent = (rssMb.end / rssMb.middle - 1) * 100
  const [first, last] = [all.at(0), all.at(-1)]
  const cpuPercent =
    first === undefined || last === undefined ? NaN : ((last.cpuMs - first.cpuMs) / (last.atMs - first.atMs)) * 100
  const faults = [
    end.length === 0 ? 'it ended' : null,
    growthPercent > MAX_GROWTH_PERCENT ? `its resident memory grew by ${growthPercent.toFixed(1)} %` : null,
    descriptors.end > descriptors.middle + MAX_MORE_DESCRIPTORS
      ? `its file descriptors grew from ${descriptors.middle} to ${descriptors.end}`
      : null,
  ].filter((fault) => fault !== null)
  return {
    name,
    pid,
    rssMb,
    growthPercent,
    slopeMbPerHour: slope(all) * 3_600_000,
    pssMb: between(({ pssMb: mb }) => mb),
    descriptors,
    threads: between(({ threads }) => threads),
    cpuPercent,
    faults,
  }
}

/** In MB per ms. */
function slope(points: readonly Timed[]): number {
  return median(
    points
      .flatMap((a, i) => points.slice(i + 1).map((b) => (b.rssMb - a.rssMb) / (b.atMs - a.atMs)))
      .filter(Number.isFinite),
  )
}

/**
 * A pure function that takes long. The runtime calls it in a worker thread, so input and output are what the structured
 * clone algorithm copies: plain objects, numbers, strings and typed arrays.
 */
export interface Job<I, O> {
  /** Unique among the jobs of one worker module. */
  readonly name: string
  run(input: I): O
}

/** Runs a job in another thread. @throws what the job throws, or when its worker ends. */
export type RunJob = <I, O>(job: Job<I, O>, input: I) => Promise<O>

/**
 * The result of a step that needs a job done first. The runtime processes no further record of the task meanwhile, so what is
 * emitted depends on the records alone, not on how long the job takes.
 */
export interface Offloaded<R> {
  /** Runs the job in this thread. */
  inline(): readonly R[]
  offload(runJob: RunJob): Promise<readonly R[]>
}

/** @param then what the step emits, given the output of the job. */
export function offloaded<I, O, R>(job: Job<I, O>, input: I, then: (output: O) => readonly R[]): Offloaded<R> {
  return {
    inline: () => then(job.run(input)),
    offload: async (runJob) => then(await runJob(job, input)),
  }
}

/** One call of a job, as it is sent to a worker. */
export interface JobCall {
  readonly job: string
  readonly input: unknown
}

/** The handler of a worker module (`worker-pool.ts`) that runs these jobs. */
export function jobHandler(jobs: readonly Job<never, unknown>[]): (call: JobCall) => unknown {
  const byName = new Map(jobs.map((job) => [job.name, job]))
  return ({ job: name, input }) => {
    const job = byName.get(name)
    if (job === undefined) throw new Error(`There is no job "${name}". There are: ${[...byName.keys()].join(', ')}.`)
    return job.run(input as never) // `RunJob` holds the types of a job and its input together
  }
}

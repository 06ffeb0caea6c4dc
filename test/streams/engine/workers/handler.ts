import { threadId } from 'node:worker_threads'

/** A handler for the tests of the worker pool: each task names what it does. */
export default async function handle(task: string): Promise<unknown> {
  if (task === 'throw') throw new RangeError('the task failed')
  if (task === 'hang') for (;;);
  const kept: number[][] = []
  if (task === 'grow') for (;;) kept.push(new Array<number>(1_000_000).fill(Math.PI))
  if (task === 'exit') process.exit(1)
  if (task === 'thread') return threadId
  return Promise.resolve(`did ${task}`)
}

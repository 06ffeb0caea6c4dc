import { parentPort } from 'node:worker_threads'

/** A tag reader that loops for ever on `hangs`, fills its memory on `grows`, ends on `ends`, and answers anything else. */
parentPort?.on('message', (file: string) => {
  if (file === 'hangs') for (;;);
  const kept: number[][] = []
  if (file === 'grows') for (;;) kept.push(new Array<number>(1_000_000).fill(Math.PI))
  if (file === 'ends') process.exit(1)
  parentPort?.postMessage({ tags: null, why: `answered ${file}` })
})

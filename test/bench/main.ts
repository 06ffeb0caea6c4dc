import { arrivalBench } from './arrival.ts'
import { extractBench } from './extract.ts'
import { idleBench } from './idle.ts'
import { latencyBench } from './latency.ts'
import { ingestBench } from './ingest.ts'
import { logBench } from './log.ts'
import { libraryBench } from './library.ts'
import { scaleBench } from './scale.ts'
import { playerBench } from './player.ts'
import { recommendBench } from './recommend.ts'
import { indexBench } from './index.ts'
import { searchBench } from './search.ts'
import { runtimeBench } from './runtime.ts'
import { inWords } from './figures.ts'
import type { Figure } from './figures.ts'

/** `npm run bench -- NAME [--json]`: measures one thing beside its peer in the same run. Figures on stdout, progress on stderr. */

type Bench = (progress: (line: string) => void, options: readonly string[]) => Promise<readonly Figure[]>

const benches: Readonly<Record<string, Bench>> = {
  runtime: runtimeBench,
  idle: idleBench,
  extract: extractBench,
  latency: latencyBench,
  ingest: ingestBench,
  library: libraryBench,
  log: logBench,
  arrival: arrivalBench,
  recommend: recommendBench,
  index: indexBench,
  search: searchBench,
  player: playerBench,
  scale: scaleBench,
}

const [name = '', ...options] = process.argv.slice(2)
const bench = benches[name]
if (bench === undefined) {
  process.stderr.write(`There is no bench "${name}": choose one of ${Object.keys(benches).join(', ')}.\n`)
  process.exitCode = 2
} else {
  const figures = await bench((line) => process.stderr.write(`${line}\n`), options)
  for (const figure of figures) {
    process.stdout.write(`${options.includes('--json') ? JSON.stringify(figure) : inWords(figure)}\n`)
  }
}

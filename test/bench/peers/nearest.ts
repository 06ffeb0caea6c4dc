import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { peerPython } from './venv.ts'

export type PeerName = 'faiss' | 'hnswlib'

interface Ready {
  /** Cells looked into, or candidates kept: the cheapest that reaches the recall goal. */
  readonly setting: number
  readonly recall: number
  readonly addPerS: number
}

/** faiss and hnswlib on some vectors, in a process of their own. */
export interface Peer {
  readonly names: readonly PeerName[]
  readonly ready: Readonly<Record<PeerName, Ready>>
  /** Numbers of the ten true nearest of each query. */
  readonly truth: Int32Array
  /** Searches one query after another for a while. @returns searches per second of processor time. */
  round(name: PeerName): Promise<number>
  close(): Promise<void>
}

export interface PeerOptions {
  readonly folder: string
  readonly dimensions: number
  readonly vectors: Float32Array
  readonly queries: Float32Array
  readonly recallGoal: number
  readonly hnswlib: boolean
  readonly progress: (line: string) => void
}

const PACKAGES = ['faiss-cpu==1.15.1', 'hnswlib==0.8.0', 'numpy']
const SCRIPT = fileURLToPath(new URL('./nearest.py', import.meta.url))

/** @returns null where there is no Python. @throws {Error} when the peers end before they are ready. */
export async function openPeer(options: PeerOptions): Promise<Peer | null> {
  const { folder, dimensions, vectors, queries, recallGoal, hnswlib, progress } = options
  const python = peerPython(PACKAGES, progress)
  if (python === null) return null
  const files = { vectors: `${folder}/vectors.f32`, queries: `${folder}/queries.f32`, truth: `${folder}/truth.i32` }
  writeFileSync(files.vectors, new Uint8Array(vectors.buffer))
  writeFileSync(files.queries, new Uint8Array(queries.buffer))
  const child = spawn(
    python,
    [SCRIPT, files.vectors, String(dimensions), files.queries, files.truth, String(recallGoal), hnswlib ? '1' : '0'],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const line = async (): Promise<unknown> => {
    const next: IteratorResult<string, unknown> = await lines.next()
    if (next.done === true) throw new Error('The peers ended: what they said is above.')
    return JSON.parse(next.value)
  }
  const ready = (await line()) as Peer['ready']
  const bytes = readFileSync(files.truth)
  return {
    names: hnswlib ? ['faiss', 'hnswlib'] : ['faiss'],
    ready,
    truth: new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4),
    async round(name) {
      child.stdin.write(`${name}\n`)
      const { queries: done, cpuS } = (await line()) as { readonly queries: number; readonly cpuS: number }
      return done / cpuS
    },
    async close() {
      child.stdin.end()
      await ended
    },
  }
}

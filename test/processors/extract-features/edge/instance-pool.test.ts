import { describe, expect, it } from 'vitest'
import { poolInstances } from '../../../../processors/extract-features/edge/instance-pool.ts'

const MEMORY_BYTES = 4 * 65_536

class FakeInstance {
  static made = 0
  readonly number = (FakeInstance.made += 1)
  HEAP = new ArrayBuffer(MEMORY_BYTES)
  readonly ready = Promise.resolve().then(() => new Uint8Array(this.HEAP).set([1, 2, 3], 65_536)) // its initialisers
}

class FakeWasm {
  instantiate = () => new FakeInstance()
}

/** As the packages do it: the class that was put in place, or their own. */
class FakeDecoder {
  static EmscriptenWASM?: typeof FakeWasm
  readonly _EmscriptenWASM = FakeWasm
  readonly _common = { wasm: new (FakeDecoder.EmscriptenWASM ?? this._EmscriptenWASM)().instantiate() }
}

async function opened(): Promise<FakeInstance> {
  const { wasm } = new FakeDecoder()._common
  await wasm.ready
  return wasm
}

describe('a pool of WebAssembly instances', () => {
  it('hands the memory of a released instance on as it was when it had started', async () => {
    delete FakeDecoder.EmscriptenWASM
    const pool = poolInstances(new FakeDecoder())
    const first = await opened()
    const fresh = new Uint8Array(first.HEAP).slice()
    new Uint8Array(first.HEAP).fill(9)
    pool?.release({ _EmscriptenWASM: FakeWasm, _common: { wasm: first } })
    const second = await opened()
    expect([second.number, Buffer.compare(new Uint8Array(second.HEAP), fresh)]).toStrictEqual([first.number, 0])
    expect((await opened()).number).not.toBe(first.number) // which is in use
  })

  it('keeps no instance whose memory grew', async () => {
    delete FakeDecoder.EmscriptenWASM
    const pool = poolInstances(new FakeDecoder())
    const first = await opened()
    first.HEAP = new ArrayBuffer(0)
    pool?.release({ _decoder: { _EmscriptenWASM: FakeWasm, _common: { wasm: first } } })
    expect((await opened()).number).not.toBe(first.number)
  })

  it('is none for a decoder that has no instance', () => {
    expect(poolInstances({ decode: () => undefined })).toBeNull()
  })
})

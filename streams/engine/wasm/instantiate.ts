/** Linear memory of a kernel; `buffer` is another object after each growth. */
export interface KernelMemory {
  readonly buffer: ArrayBuffer
}

/** What TypeScript's library lacks without a browser's. */
interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: unknown }
}

/**
 * Starts one copy of a compiled kernel, with a memory of its own.
 * @param base64 from the kernel's `kernel.generated.ts`.
 * @returns its exports, which the caller names the types of: they are those of the `assembly/index.ts` it was compiled from.
 */
export function instantiate<Exports extends { readonly memory: KernelMemory }>(base64: string): Exports {
  const { Module, Instance } = api()
  return new Instance(new Module(Buffer.from(base64, 'base64'))).exports as Exports // see above
}

/** Whether this machine's WebAssembly has every feature that a kernel uses (SIMD, above all). */
export const canInstantiate = (base64: string): boolean => api().validate(Buffer.from(base64, 'base64'))

const api = () => (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly

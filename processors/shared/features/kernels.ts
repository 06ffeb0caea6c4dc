import type { KernelAt } from './kernel.ts'
import { wasmKernelAt } from './wasm-kernel.ts'

/** `wasm`: compiled from assembly/. `meyda`: the same features by Meyda, for machines where the other one fails its check. */
export type KernelName = 'wasm' | 'meyda'

/** Meyda is loaded by those that need it only. */
export async function loadKernel(name: KernelName): Promise<KernelAt> {
  switch (name) {
    case 'wasm':
      return wasmKernelAt
    case 'meyda':
      return (await import('./meyda-kernel.ts')).meydaKernelAt
  }
}

import { describe, expect, it } from 'vitest'
import { checkKernel } from '../../../../processors/shared/features/kernel-check.ts'
import type { Kernel, KernelAt } from '../../../../processors/shared/features/kernel.ts'
import { loadKernel } from '../../../../processors/shared/features/kernels.ts'
import { meydaKernelAt } from '../../../../processors/shared/features/meyda-kernel.ts'
import { wasmKernelAt } from '../../../../processors/shared/features/wasm-kernel.ts'

const yes = () => true

/** The WebAssembly kernel with one thing changed. */
const spoilt =
  (change: (kernel: Kernel) => Partial<Kernel>): KernelAt =>
  (sampleRateHz) => {
    const kernel = wasmKernelAt(sampleRateHz)
    return { ...kernel, ...change(kernel) }
  }

const withFrame = (change: (frame: ReturnType<Kernel['frameAt']>) => Partial<ReturnType<Kernel['frameAt']>>) =>
  spoilt((kernel) => ({
    frameAt(at) {
      const frame = kernel.frameAt(at)
      return { ...frame, ...change(frame) }
    },
  }))

describe('the check of the kernel', () => {
  it('finds that it agrees with Meyda on this machine', () => {
    expect(checkKernel()).toMatchObject({ kernel: 'wasm', fault: null })
  })

  it('chooses Meyda where WebAssembly has no SIMD, without touching the kernel', () => {
    const untouchable = () => {
      throw new Error('touched')
    }
    expect(checkKernel(() => false, untouchable)).toMatchObject({ kernel: 'meyda', fault: 'WebAssembly has no SIMD' })
  })

  it.each([
    [
      'an MFCC',
      withFrame(({ features }) => ({ features: features.map((value, i) => (i === 3 ? value * 1.001 : value)) })),
      /^feature 3 of frame 0 is /,
    ],
    ['a level', withFrame(({ hopSquares }) => ({ hopSquares: hopSquares * 1.001 })), /^the level of frame 0 is wrong$/],
    ['a peak', withFrame(({ hopPeaks }) => ({ hopPeaks: hopPeaks.map(() => 0) })), /^the peaks of frame 0 are wrong$/],
    ['the weighting', spoilt(() => ({ kWeight: () => undefined })), /^K-weighting is wrong$/],
    ['the average', spoilt(() => ({ mix: () => undefined })), /^feature 0 of frame 0 is /],
    [
      'everything',
      () => {
        throw new Error('no memory')
      },
      /^the kernel failed: Error: no memory$/,
    ],
  ] satisfies [string, KernelAt, RegExp][])('chooses Meyda where %s is wrong, and says so', (_, kernelAt, fault) => {
    expect(checkKernel(yes, kernelAt)).toMatchObject({ kernel: 'meyda', fault: expect.stringMatching(fault) as string })
  })
})

describe('a kernel', () => {
  it('is loaded by its name', async () => {
    expect([await loadKernel('wasm'), await loadKernel('meyda')]).toStrictEqual([wasmKernelAt, meydaKernelAt])
  })
})

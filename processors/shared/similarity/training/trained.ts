import type { IndexTraining } from '../../../../schemas/generated.ts'

/** A training as it is computed with: its centres, one after another, as numbers instead of bytes. */
export type Trained = Omit<IndexTraining, 'centres'> & { readonly centres: Float32Array }

const BYTES_PER_FLOAT = 4

/** @param training whose centres are 32-bit floats, little-endian. */
export function trainedOf({ centres, ...training }: IndexTraining): Trained {
  const bytes = new DataView(centres.buffer, centres.byteOffset, centres.byteLength)
  const numbers = Float32Array.from({ length: centres.byteLength / BYTES_PER_FLOAT }, (_, i) =>
    bytes.getFloat32(i * BYTES_PER_FLOAT, true),
  )
  return { ...training, centres: numbers }
}

export function trainingOf({ centres, ...trained }: Trained): IndexTraining {
  const bytes = Buffer.alloc(centres.length * BYTES_PER_FLOAT)
  for (const [i, number] of centres.entries()) bytes.writeFloatLE(number, i * BYTES_PER_FLOAT)
  return { ...trained, centres: bytes }
}

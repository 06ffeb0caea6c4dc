/** A source of the build, as it was then. */
export interface BuildInput {
  /** From the folder of the program. */
  readonly path: string
  readonly size: number
  readonly mtimeMs: number
  /** SHA-1 of its content, base64. */
  readonly hash: string
}

/** From the folder of the program. */
export const BUILT_FOLDER: string
/** The file in it that names its main module and all inputs. */
export const MANIFEST: string
/** @returns the path of the built main module; null when there is none that fits its sources. */
export function builtMain(root: string): string | null
export function inputOf(root: string, path: string): BuildInput

/** A file or folder of a library; the empty path is the library folder itself. */
export interface LibraryPath {
  readonly library: string
  readonly path: string
}

/** A file as a folder lists it. */
export interface FilePlace extends LibraryPath {
  readonly sizeBytes: number
  /** Epoch ms. */
  readonly modifiedAt: number
}

/** The order in which files are reconciled, in whatever order a disk lists them. */
export function comparePaths(a: LibraryPath, b: LibraryPath): number {
  return compareText(a.library, b.library) || compareText(a.path, b.path)
}

/** Equal for a file that has not changed: same path, size and modification time. NUL cannot occur in a path. */
export function fileKey({ library, path, sizeBytes, modifiedAt }: FilePlace): string {
  return `${library}\0${path}\0${sizeBytes}\0${modifiedAt}`
}

/** Equal for whatever lies at the same place. */
export function placeKey({ library, path }: LibraryPath): string {
  return `${library}\0${path}`
}

/** The part of a file or reference that identifies the file. */
export function filePlace({ library, path, sizeBytes, modifiedAt }: FilePlace): FilePlace {
  return { library, path, sizeBytes, modifiedAt }
}

/** Whether a file is one of some, whatever it is now. Without a text for each: a library has many. */
export function atPlaceOf(files: readonly LibraryPath[]): (file: LibraryPath) => boolean {
  const byLibrary = new Map<string, Set<string>>()
  for (const { library, path } of files) {
    const paths = byLibrary.get(library)
    if (paths === undefined) byLibrary.set(library, new Set([path]))
    else paths.add(path)
  }
  return ({ library, path }) => byLibrary.get(library)?.has(path) === true
}

/** Whether a file, or a folder above it, is one of some places. */
export type IsWithin = (file: LibraryPath) => boolean

export function within(places: readonly LibraryPath[]): IsWithin {
  const byLibrary = new Map<string, Set<string>>()
  for (const { library, path } of places) byLibrary.set(library, (byLibrary.get(library) ?? new Set()).add(path))
  return ({ library, path }) => isAtOrBelow(byLibrary.get(library) ?? NONE, path)
}

const NONE: ReadonlySet<string> = new Set()

/** Whether a path, or a folder above it, is one of `paths`. */
export function isAtOrBelow(paths: ReadonlySet<string>, path: string): boolean {
  return paths.has('') || paths.has(path) || ancestorsOf(path).some((folder) => paths.has(folder))
}

/** The folders above a path, the topmost first, without the library folder. */
export function ancestorsOf(path: string): readonly string[] {
  const folders: string[] = []
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1))
    folders.push(path.slice(0, slash))
  return folders
}

/** By UTF-16 code units: the same order on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

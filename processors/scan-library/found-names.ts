import { extensionOf } from './audio-files.ts'
import { compareText } from './library-path.ts'
import type { LibraryPath } from './library-path.ts'

/** The files of one library by what other files call them. Made by `foundNames`; as many entries as files. */
export interface FoundNames<F extends LibraryPath> {
  /** The file of a path; else the first whose path differs in case and in how its accents are encoded. */
  at(path: string): F | null
  /** The files in a folder whose names differ in their ends alone from a name. */
  withStem(folder: string, name: string): readonly F[]
}

/** @param files of one library folder. */
export function foundNames<F extends LibraryPath>(files: Iterable<F>): FoundNames<F> {
  const byPath = new Map<string, F[]>()
  const byStem = new Map<string, F[]>()
  for (const file of files) {
    put(byPath, loose(file.path), file)
    put(byStem, loose(stemOf(file.path)), file)
  }
  return {
    at(path) {
      const found = byPath.get(loose(path)) ?? []
      return found.find((file) => file.path === path) ?? first(found)
    },
    withStem: (folder, name) => byStem.get(loose(stemOf(below(folder, name)))) ?? [],
  }
}

function put<F>(into: Map<string, F[]>, key: string, file: F): void {
  const there = into.get(key)
  if (there === undefined) into.set(key, [file])
  else there.push(file)
}

const first = <F extends LibraryPath>(files: readonly F[]): F | null =>
  files.toSorted((a, b) => compareText(a.path, b.path))[0] ?? null

const loose = (path: string): string => path.normalize('NFC').toLowerCase()

/** A path without the end of its name. */
export function stemOf(path: string): string {
  const extension = extensionOf(path)
  return extension === '' ? path : path.slice(0, -extension.length - 1)
}

export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
export const below = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`)

/** Longest path of Linux (PATH_MAX): a longer text names no file. */
const MAX_PATH = 4_096

/**
 * The path below the library folder that a text in a file means, as that file's folder sees it. Windows writes backslashes.
 * Null: it is absolute, or leads out of the library folder.
 */
export function pathSeenFrom(folder: string, text: string): string | null {
  const path = text.replaceAll('\\', '/')
  if (path.length > MAX_PATH || path.startsWith('/') || /^[a-z]:/i.test(path)) return null
  const names: string[] = folder === '' ? [] : folder.split('/')
  for (const name of path.split('/')) {
    if (name === '' || name === '.') continue
    if (name !== '..') names.push(name)
    else if (names.pop() === undefined) return null
  }
  return names.join('/')
}

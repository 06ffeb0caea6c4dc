import type { Plugin, Rolldown } from 'vite'

/** Where the build says which files each view needs beside those that the page names. */
export const VIEW_FILES = 'views.json'

type Chunk = Pick<Rolldown.OutputChunk, 'fileName' | 'imports' | 'moduleIds'>

/** Files of each view by the first part of its address, for the server that sends the page: `Link` headers name them. */
export function viewFiles(): Plugin {
  return {
    name: 'view-files',
    apply: 'build',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk')
      this.emitFile({ type: 'asset', fileName: VIEW_FILES, source: JSON.stringify(filesOfViews(chunks)) })
    },
  }
}

export function filesOfViews(chunks: readonly Chunk[]): Readonly<Record<string, readonly string[]>> {
  const named = (file: string) => chunks.find(({ fileName }) => fileName === file)
  const shell = chunks.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith('/ui/main.ts')))
  const add = (file: string, files: Set<string>): ReadonlySet<string> => {
    if (file === shell?.fileName || files.has(file)) return files
    files.add(file)
    for (const next of named(file)?.imports ?? []) add(next, files)
    return files
  }
  const views = chunks.flatMap(({ fileName, moduleIds }) => {
    const name = moduleIds
      .map((id) => /\/slipstream-(\w+)-view\.ts$/.exec(id)?.[1])
      .find((found) => found !== undefined)
    return name === undefined ? [] : [[name === 'listen' ? '' : name, [...add(fileName, new Set())]] as const]
  })
  return Object.fromEntries(views)
}

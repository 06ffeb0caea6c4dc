import { join } from 'node:path'

export function demoLibraryFolder(dataFolder: string): string {
  return join(dataFolder, 'demo-library')
}
export function makeDemoLibrary(
  _folder: string,
  _report: (done: number, total: number, title: string) => void,
): Promise<void> {
  return Promise.resolve()
}

import type { ListsMessage } from '../../../schemas/live.ts'
import type { Library } from './library.ts'

/** Playlists of the library that change together, as after a scan, are told at once. */
const GATHERED_FOR_MS = 500

/** Tells all players that playlist files of the library have changed: they are shown beside the listener's own. @returns how to stop. */
export function announcePlaylists(
  { catalogue }: Pick<Library, 'catalogue'>,
  tell: (message: ListsMessage) => void,
): () => void {
  let told = catalogue.content.changedPlaylist
  let timer: NodeJS.Timeout | null = null
  const look = () => {
    timer = null
    const { changedPlaylist: last } = catalogue.content
    if (last === null || last === told) return
    told = last
    tell({ type: 'playlists', playlistId: last.playlistId, deviceId: null })
  }
  const stop = catalogue.onChange(() => {
    if (catalogue.content.changedPlaylist !== told) timer ??= setTimeout(look, GATHERED_FOR_MS)
  })
  return () => {
    stop()
    if (timer !== null) clearTimeout(timer)
  }
}

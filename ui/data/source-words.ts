import type { QueueSource } from './queue.ts'

/** Where a song comes from, as its badge says it. */
export function sourceWords({ kind, name }: QueueSource): string {
  switch (kind) {
    case 'recommendation':
      return name === '' ? 'Live' : `Live: ${name}`
    case 'radio':
      return name === '' ? 'Radio' : `Radio: ${name}`
    case 'search':
      return name === '' ? 'From a search' : `From the search “${name}”`
    case 'library':
      return 'From your library'
    case 'unknown':
    case 'track':
      return name === '' ? '' : `From ${name}`
    case 'album':
    case 'artist':
    case 'genre':
    case 'playlist':
      return name === '' ? `From ${kind === 'artist' || kind === 'album' ? 'an' : 'a'} ${kind}` : `From ${name}`
  }
}

/** The same beside the album of the song, which is not named twice. */
export function sourceWordsBeside(album: string, source: QueueSource): string {
  return source.kind === 'album' && source.name === album ? '' : sourceWords(source)
}

/** Whether the stream chose it, and not the listener. */
export function isOfStream({ kind }: QueueSource): boolean {
  return kind === 'recommendation' || kind === 'radio'
}

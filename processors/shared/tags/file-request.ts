/** A file whose tags or cover are asked for. */
export interface FileRequest {
  /** Absolute path of the library folder. */
  readonly library: string
  /** Of the file, relative to the library folder. */
  readonly path: string
  /** Of the .lrc file beside it, relative to the library folder; null or left out when there is none, or it is not asked for. */
  readonly lyricsPath?: string | null
}

export function isFileRequest(message: unknown): message is FileRequest {
  return typeof message === 'object' && message !== null && 'library' in message && 'path' in message
}

/** The part of the player that an address belongs to: what the navigation marks. */
export type PlayerPart = 'listen' | 'library' | 'search' | 'queue'

/** A view: what an address shows. */
export interface View {
  readonly name: string
  /** As the document and the navigation call it; a view of one thing tells its own by `view-titled`. */
  readonly title: string
  readonly part: PlayerPart
  readonly pattern: URLPattern
  /** The element that shows it. */
  readonly tag: string
  /** Its code, which is loaded with the first visit. */
  load(): Promise<unknown>
}

/** What an address leads to. */
export interface Match {
  readonly view: View
  /** By name, decoded. */
  readonly parameters: Readonly<Record<string, string>>
}

/** Where the listener is. */
export interface ViewPlace extends Match {
  readonly pathname: string
  readonly query: URLSearchParams
  /** Of this entry of the history: the same when one comes back to it. */
  readonly key: string
}

/** How one came to a place: `back` is either way through the history, and a reload. */
export type ArrivedBy = 'link' | 'back'

/** Which address leads to which view. */
export interface Routes {
  /** Null for an address that is of no view, as those of `/api` are. */
  matchOf(pathname: string): Match | null
  /** What is shown at such an address. */
  readonly lost: View
}

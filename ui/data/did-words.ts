const DID: Readonly<Record<string, string>> = {
  started: 'You started',
  finished: 'You finished',
  skipped: 'You skipped',
  liked: 'You liked',
  unliked: 'You took back your like of',
  disliked: 'You disliked',
  undisliked: 'You took back your dislike of',
  retracted: 'You took back a play of',
  wished: 'You tuned Live during',
  sessionRetracted: 'You listened in private to',
  neverTrack: 'You never want',
  neverArtist: 'You never want the artist of',
}

/** What somebody did with a track. */
export function didWords(event: string, title: string | null): string {
  return `${DID[event] ?? 'You played'} ${title === null || title === '' ? 'a track' : title}`
}

import { allSessionRoutes } from './http/session.ts'
import { allLibraryRoutes } from './http/library.ts'
import { allTrackRoutes } from './http/tracks.ts'
import { allMediaRoutes } from './http/media.ts'
import { allEntityRoutes } from './http/entities.ts'
import { allSearchRoutes } from './http/search.ts'
import { allLyricsRoutes } from './http/lyrics.ts'
import { allListRoutes } from './http/lists.ts'
import { allMeRoutes } from './http/me.ts'
import { allInsightRoutes } from './http/insights.ts'
import { allProbeRoutes } from './http/probes.ts'
import type { Route } from './http/route.ts'

/**
 * The HTTP interface of the bridge: every route as a value, in a file for each room of `schemas/http/`. The bridge validates
 * queries with it and types its answers, the player and the command line read answers with it, the README's table of routes is
 * made from it.
 *
 * An answer may gain fields, so readers ignore those that they do not know; it never loses one.
 */

export * from './http/problems.ts'
export * from './http/route.ts'
export * from './http/sent.ts'
export * from './http/session.ts'
export * from './http/library.ts'
export * from './http/tracks.ts'
export * from './http/media.ts'
export * from './http/entities.ts'
export * from './http/search.ts'
export * from './http/lyrics.ts'
export * from './http/lists.ts'
export * from './http/me.ts'
export * from './http/insights.ts'
export * from './http/probes.ts'

/** Every route but the files of the player, which are served at every other address without a file extension too. */
export const allRoutes: readonly Route[] = [
  ...allSessionRoutes,
  ...allLibraryRoutes,
  ...allTrackRoutes,
  ...allMediaRoutes,
  ...allEntityRoutes,
  ...allSearchRoutes,
  ...allLyricsRoutes,
  ...allListRoutes,
  ...allMeRoutes,
  ...allInsightRoutes,
  ...allProbeRoutes,
]

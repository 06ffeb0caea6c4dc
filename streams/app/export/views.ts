import type { AnyTopic } from '../../engine/topic.ts'

/** A view for SQL over exported Parquet files. */
export interface SqlView {
  readonly name: string
  /** Topics whose files it reads. */
  readonly topics: readonly string[]
  /** What it selects. */
  readonly select: string
}

/** The name of a topic as SQL takes it without quotes. */
export const viewNameOf = (topic: string): string => topic.replaceAll('-', '_')

export const parquetFileOf = (topic: string): string => `${topic}.parquet`

/** A name as SQL reads it, whatever is in it. */
const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

/**
 * The view of all records of a topic.
 * @param prefix of the names of files: their folder and a slash, or nothing.
 */
export const topicView = (topic: string, prefix: string, name = viewNameOf(topic)): SqlView => ({
  name,
  topics: [topic],
  select: `select * from read_parquet(${literal(prefix + parquetFileOf(topic))})`,
})

/**
 * All views of Slipstream's topics, each after those that it reads: one for each topic; `X_latest` for each compacted topic, which
 * has the newest record of each key that is no tombstone; and those that join several.
 */
export const viewsOf = (topics: readonly AnyTopic[], prefix = ''): readonly SqlView[] => [
  ...topics.map(({ name }) => topicView(name, prefix)),
  ...topics.filter(({ cleanup }) => cleanup === 'compact').map(latestView),
  ...JOINED,
]

/** A key is always in the same partition, so its newest record has the largest offset. */
const latestView = ({ name }: AnyTopic): SqlView => ({
  name: `${viewNameOf(name)}_latest`,
  topics: [name],
  select: `select * from (
  select * from ${identifier(viewNameOf(name))}
  qualify row_number() over (partition by _key order by _offset desc) = 1
) where _schemaId is not null`,
})

/**
 * Every name that a query may mean, in lower case. More than those of its tables: a view too many costs time, one too few the
 * answer, and DuckDB's own list of them leaves out those of later statements.
 */
export const mentionedNames = (sql: string): ReadonlySet<string> =>
  new Set(
    [...sql.matchAll(/"((?:[^"]|"")*)"|[\p{L}_][\p{L}\p{N}_]*/gu)].map(([word, quoted]) =>
      (quoted?.replaceAll('""', '"') ?? word).toLowerCase(),
    ),
  )

/** Statements that create views. Where files are named without their folder, it is that of the process, or DuckDB's `file_search_path`. */
export const viewStatements = (views: readonly SqlView[]): string => views.map(viewStatement).join('\n')

const viewStatement = ({ name, select }: SqlView): string =>
  `create or replace view ${identifier(name)} as\n${select};\n`

const FEEDBACK_LATEST: SqlView = {
  name: 'feedback_latest',
  topics: ['feedback'],
  select: `-- Each record of a window replaces the one before: only the newest counts.
select * from feedback
where _schemaId is not null
qualify row_number() over (partition by model, windowStart order by _offset desc) = 1`,
}

const PLAYS_COUNTED: SqlView = {
  name: 'plays_counted',
  topics: ['plays'],
  select: `-- The plays that count: each once, though it may have been sent again, without those that their listener took
-- back: one by its id, whenever that came; all of a track in a session, up to then; all of a session, whatever came later.
with sent as (
  select * from plays
  where _schemaId is not null
  qualify row_number() over (partition by listenerId, playId order by _offset) = 1
)
select play.* from sent as play
anti join (
  select listenerId, retracts from sent where event = 'retracted' and retracts is not null
) as one on one.listenerId = play.listenerId and one.retracts = play.playId
  and play.event in ('started', 'progressed', 'listened', 'finished', 'skipped') -- an opinion is taken back by an event of its own
anti join (
  select listenerId, sessionId, trackId, max(_offset) as _offset from sent
  where event = 'retracted' and retracts is null
  group by all
) as track on track.listenerId = play.listenerId and track.sessionId = play.sessionId and track.trackId = play.trackId
  and play._offset < track._offset
anti join (
  select listenerId, sessionId from sent where event = 'sessionRetracted'
) as sitting on sitting.listenerId = play.listenerId and sitting.sessionId = play.sessionId
where play.event not in ('retracted', 'sessionRetracted')`,
}

const ITEMS: SqlView = {
  name: 'items',
  topics: ['recommendations', 'plays'],
  select: `-- One row for each suggested track. outcome: the strongest thing that the listener did with the track
-- when it was taken from that list and did not take back; null: it was not taken.
with lists as (
  select *, unnest(items) as item from (
    select * from recommendations
    where _schemaId is not null
    qualify row_number() over (partition by recommendationId order by _offset) = 1 -- a list may have been sent again
  )
),
taken as (
  select
    listenerId,
    recommendationId,
    trackId,
    bool_or(event = 'started') as started,
    bool_or(event = 'finished') as finished,
    bool_or(event = 'skipped') as skipped,
    bool_or(event = 'liked') as liked,
    bool_or(event = 'disliked') as disliked,
    max(playedMs) as playedMs
  from plays_counted
  where recommendationId is not null
  group by all
)
select
  lists.recommendationId,
  lists.listenerId,
  lists.model,
  lists.shown,
  lists._timestamp as recommendedAt,
  lists.causedBy.partition as playPartition,
  lists.causedBy."offset" as playOffset,
  item.trackId as trackId,
  item.rank as "rank",
  item.score as score,
  item.propensity as propensity,
  item.explored or item.propensity < 1 as explored, -- lists of earlier versions say it by the propensity alone
  item.reason.kind as kind,
  item.reason.seedTrackId as seedTrackId,
  coalesce(taken.started, false) as started,
  coalesce(taken.finished, false) as finished,
  coalesce(taken.skipped, false) as skipped,
  coalesce(taken.liked, false) as liked,
  taken.playedMs,
  case
    when taken.disliked then 'disliked'
    when taken.liked then 'liked'
    when taken.finished then 'finished'
    when taken.skipped then 'skipped'
    when taken.trackId is not null then 'started'
  end as outcome
from lists
left join taken
  on taken.recommendationId = lists.recommendationId
  and taken.listenerId = lists.listenerId
  and taken.trackId = item.trackId`,
}

const TRACKS_EVER: SqlView = {
  name: 'tracks_ever',
  topics: ['audio-references', 'plays', 'track-aliases'],
  select: `-- Every track that was ever in the library or played. The names of one that is gone are those of its last
-- reference that compaction has left, or of the last play that states them.
with referenced as (
  select * from audio_references
  where _schemaId is not null
  qualify row_number() over (partition by _key order by _offset desc) = 1
),
played as (
  select
    trackId,
    arg_max(title, _timestamp) filter (where title is not null) as title,
    arg_max(artist, _timestamp) filter (where title is not null) as artist
  from plays
  where trackId is not null
  group by trackId
),
ids as (
  select _key as trackId from referenced
  union select trackId from played
  union select _key from track_aliases_latest
)
select
  ids.trackId,
  aliases.trackId as aliasOf, -- the track that stands for an id of an earlier version
  coalesce(own.title, other.title, played.title) as title,
  coalesce(own.artist, other.artist, played.artist) as artist,
  coalesce(own.album, other.album) as album,
  coalesce(own.genres, other.genres) as genres, -- null: not known any more; empty: the tags have none
  coalesce(own."year", other."year") as "year",
  coalesce(own.durationMs, other.durationMs) as durationMs,
  here._key is not null as isInLibrary
from ids
left join track_aliases_latest as aliases on aliases._key = ids.trackId
left join referenced as own on own._key = ids.trackId
left join referenced as other on other._key = aliases.trackId
left join played on played.trackId = ids.trackId
left join audio_references_latest as here on here._key = coalesce(aliases.trackId, ids.trackId)`,
}

const JOINED: readonly SqlView[] = [FEEDBACK_LATEST, PLAYS_COUNTED, ITEMS, TRACKS_EVER]

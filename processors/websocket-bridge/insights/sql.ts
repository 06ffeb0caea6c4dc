import { WAIT_BOUNDS_MS } from '../../../schemas/http.ts'
import { Z } from '../../shared/share-interval.ts'
import { MAX_RANK } from './offered-ranks.ts'
import { ADDED } from './score-interval.ts'

/** What `slipstream sql` answers with the rows of a figure. */

export interface SqlRange {
  readonly from: number
  readonly to: number
}

const literal = (ms: number): string => `timestamptz '${new Date(ms).toISOString()}'`
const within = (column: string, { from, to }: SqlRange): string =>
  `${column} >= ${literal(from)} and ${column} < ${literal(to)}`

/** The bounds of the score interval of Wilson for `hits` of `n`; null where n is 0. */
const wilson = (hits: string, n: string, low: string, high: string): string => {
  const middle = `(${hits} / (${n}) + ${Z ** 2} / (2 * (${n})))`
  const margin = `${Z} * sqrt(${hits} / (${n}) * (1 - ${hits} / (${n})) / (${n}) + ${Z ** 2} / (4 * (${n}) ** 2))`
  const bound = (sign: '-' | '+') => `(${middle} ${sign} ${margin}) / (1 + ${Z ** 2} / (${n}))`
  return `case when ${n} > 0 then greatest(0, ${bound('-')}) end as ${low},
  case when ${n} > 0 then least(1, ${bound('+')}) end as ${high}`
}

export const scoresSql = (range: SqlRange): string => `with sums as (
  select model, sum(recommendations)::bigint as lists, sum(judged)::bigint as judged, sum(hits + misled)::bigint as found,
    coalesce(sum(score * judged), 0) as gained, sum(started)::bigint as started, sum(finished)::bigint as finished,
    sum(skipped)::bigint as skipped
  from feedback_latest
  where ${within('windowStart', range)}
  group by model
),
intervals as (
  -- Agresti and Coull: four observations are added; no square of a value is larger than 1.
  select *, gained / (judged + ${ADDED}) as middle,
    ${Z} * sqrt(greatest(0, (found + ${ADDED}) / (judged + ${ADDED}) - middle ** 2) / (judged + ${ADDED})) as margin
  from sums
)
select model, lists, judged,
  case when judged > 0 then gained / judged end as score,
  case when judged > 0 then greatest(-1, middle - margin) end as low,
  case when judged > 0 then least(1, middle + margin) end as high,
  started, finished, skipped,
  case when finished + skipped > 0 then skipped / (finished + skipped) end as skipRate,
  ${wilson('skipped', 'finished + skipped', 'skipLow', 'skipHigh')}
from intervals
order by model`

/** A list may have been written again, with what caused it. */
const LISTS = `lists as (
  select * from recommendations
  where _schemaId is not null and shown
  qualify row_number() over (partition by recommendationId order by _offset) = 1
)`

export const exploredSql = (range: SqlRange): string => `with ${LISTS},
offered as (
  select recommendationId, unnest(items) as item from lists
  where ${within('_timestamp', range)}
),
back as (
  select distinct listenerId, unnest(causedBy.takesBack) as "offset" from lists
),
taken as (
  select causedBy.takenFrom as recommendationId, causedBy.trackId as trackId,
    bool_or(causedBy.event = 'started') as started,
    bool_or(causedBy.event = 'finished') as finished,
    bool_or(causedBy.event = 'skipped') as skipped
  from lists
  anti join back on back.listenerId = lists.listenerId and back."offset" = lists.causedBy."offset"
  where causedBy.takenFrom is not null
  group by all
),
counts as (
  select item.rank as "rank", item.explored or item.propensity < 1 as explored, count(*) as offered,
    count(*) filter (started) as started, count(*) filter (finished) as finished, count(*) filter (skipped) as skipped
  from offered
  left join taken on taken.recommendationId = offered.recommendationId and taken.trackId = offered.item.trackId
  where item.rank between 1 and ${MAX_RANK}
  group by all
)
select *, case when finished + skipped > 0 then finished / (finished + skipped) end as finishedShare,
  ${wilson('finished', 'finished + skipped', 'low', 'high')}
from counts
order by "rank", explored`

export const waitsSql = (range: SqlRange): string => `with ${LISTS},
waits as (
  select json_extract_string(_headers, '$."sent-at"')::bigint - epoch_ms(_timestamp) as ms from lists
  where ${within('_timestamp', range)}
)
select list_filter([${WAIT_BOUNDS_MS.join(', ')}], lambda bound: ms <= bound)[1] as upToMs, count(*) as lists
from waits
where ms is not null
group by all
order by upToMs nulls last`

/** The topic is compacted: of versions before the present one it has what was not removed yet. */
export const indexSql =
  (): string => `select version, cells, probes, measuredRecall as recall, recallGoal, measuredOn as tracks
from index_trainings
where _schemaId is not null
qualify row_number() over (partition by version order by _offset desc) = 1
order by version`

export const deadLettersSql = (range: SqlRange): string => `select code, processor, count(*) as letters
from dead_letters
where _schemaId is not null and ${within('_timestamp', range)}
group by all
order by letters desc, code, processor`

/** @param at the newest measurement that counts, epoch ms. */
export const flowSql = (at: number, sinceMs: number): string => `with snapshots as (
  select *, row_number() over (partition by _key order by _offset desc) as nth
  from processor_metrics
  where _timestamp > ${literal(at - sinceMs)} and _timestamp <= ${literal(at)}
),
newest as (select * from snapshots where nth = 1 and _schemaId is not null),
before as (select * from snapshots where nth = 2 and _schemaId is not null),
received as (
  select _key, startedAt, _timestamp, processor, unnest(received) as topic from newest
),
receivedBefore as (
  select _key, startedAt, _timestamp, unnest(received) as topic from before
),
rates as (
  select processor, received.topic.topic as topic,
    sum((received.topic.records - earlier.topic.records) * 1000 / (epoch_ms(received._timestamp) - epoch_ms(earlier._timestamp)))
      as recordsPerSecond
  from received
  left join receivedBefore as earlier
    on earlier._key = received._key and earlier.startedAt = received.startedAt and earlier.topic.topic = received.topic.topic
    and earlier._timestamp < received._timestamp
  group by all
),
lags as (
  select processor, lag.topic as topic, sum(lag.records)::bigint as lag
  from (select processor, unnest(lags) as lag from newest)
  group by all
)
select processor, topic, recordsPerSecond, lag
from rates full join lags using (processor, topic)
order by processor, topic`

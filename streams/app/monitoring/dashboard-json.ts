import { DATA_SOURCE } from './dashboards.ts'
import type { Dashboard, Panel } from './dashboards.ts'

/** Grafana has 24 columns. */
const COLUMNS = 24
const PANELS_IN_ROW = 2
const HEIGHT = 8
/** Of the JSON of dashboards, in Grafana 12. */
const SCHEMA_VERSION = 41

const source = { type: 'prometheus', uid: DATA_SOURCE }

/** A dashboard as Grafana reads it from a file. */
export function dashboardJson({ uid, title, rows }: Dashboard): string {
  const panels: object[] = []
  let [y, id] = [0, 1]
  for (const row of rows) {
    panels.push({ id: id++, type: 'row', title: row.title, collapsed: false, gridPos: { x: 0, y, w: COLUMNS, h: 1 }, panels: [] }) // prettier-ignore
    y += 1
    for (const [place, panel] of row.panels.entries()) {
      const w = COLUMNS / PANELS_IN_ROW
      const gridPos = {
        x: (place % PANELS_IN_ROW) * w,
        y: y + Math.floor(place / PANELS_IN_ROW) * HEIGHT,
        w,
        h: HEIGHT,
      }
      panels.push({ id: id++, gridPos, ...graph(panel) })
    }
    y += Math.ceil(row.panels.length / PANELS_IN_ROW) * HEIGHT
  }
  const whole = { uid, title, tags: ['slipstream'], schemaVersion: SCHEMA_VERSION, editable: false, refresh: '15s', time: { from: 'now-1h', to: 'now' }, panels } // prettier-ignore
  return `${JSON.stringify(whole, null, 2)}\n`
}

function graph({ title, says, unit, queries }: Panel): object {
  return {
    type: 'timeseries',
    title,
    description: says,
    datasource: source,
    fieldConfig: { defaults: { unit }, overrides: [] },
    options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } },
    targets: queries.map(([expr, legendFormat], i) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + i),
      datasource: source,
      expr,
      legendFormat,
    })),
  }
}

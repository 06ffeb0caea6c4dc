import type { TemplateResult } from 'lit'
import { LitElement, html, nothing } from 'lit'
import { announcerContext, routerContext } from '../context.ts'
import { keptToken, keepToken } from '../data/insight-token.ts'
import { countText, fetchFlow, fetchInsights, figuresOf, flowSummary, inputRows, isQuiet, rangeOf, rangeWords, spanOf, spans } from '../data/insights.ts' // prettier-ignore
import type { InsightFigure, Flow, InsightCounts, Span } from '../data/insights.ts'
import { asRequestError } from '../data/requests.ts'
import type { RequestError } from '../data/requests.ts'
import { Life } from '../elements/life.ts'
import { sharedStyles } from '../elements/shared.styles.ts'
import { FromContext } from '../elements/watch.ts'
import type { PlayerEvent } from '../events.ts'
import './slipstream-chart.ts'
import './slipstream-flow.ts'
import './slipstream-tail.ts'
import type { ViewPlace } from '../router/place.ts'
import { insightsStyles } from './slipstream-insights-view.styles.ts'
import { viewStyles } from '../views/view.styles.ts'

const SPAN_WORDS: Readonly<Record<Span, string>> = {
  hour: 'Last hour',
  day: 'Last day',
  week: 'Last 7 days',
  all: 'All',
}
/** While the topics are still being read, and later: processes are measured every ten seconds. */
const SOON_MS = 1_000
const LATER_MS = 10_000

/** @summary How the service does: the flow of records, models, exploration, speed, the index and dead letters. Each with its figures as a table, and the SQL that gives them. */
export class SlipstreamInsightsView extends LitElement {
  static override styles = [sharedStyles, viewStyles, insightsStyles]
  static override properties = {
    place: { attribute: false },
    _insights: { state: true },
    _flow: { state: true },
    _error: { state: true },
    _topic: { state: true },
    _whole: { state: true },
    _sql: { state: true },
  }

  declare place: ViewPlace
  declare private _insights: InsightCounts | null
  declare private _flow: Flow | null
  declare private _error: RequestError | null
  /** Whose newest records are shown; empty: of none. */
  declare private _topic: string
  /** Whether the graph also has lookups and the copy into the database. */
  declare private _whole: boolean
  /** The SQL that could not be copied, by the name of its figure. */
  declare private _sql: string

  readonly #router = new FromContext(this, routerContext)
  readonly #announcer = new FromContext(this, announcerContext, () => null)
  readonly #life = new Life(this)
  #token = keptToken()
  #timer: number | undefined
  /** The query that was asked last; null: none was. */
  #asked: string | null = null

  constructor() {
    super()
    this._insights = this._flow = this._error = null
    this._topic = this._sql = ''
    this._whole = false
  }

  override connectedCallback(): void {
    super.connectedCallback()
    document.addEventListener('visibilitychange', this.#seen)
    this.#asked = null
    this.requestUpdate()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    document.removeEventListener('visibilitychange', this.#seen)
    window.clearTimeout(this.#timer)
  }

  protected override willUpdate(): void {
    const asked = this.#router.store.place.view === this.place.view ? String(this.#query) : this.#asked
    if (asked === this.#asked) return
    this.#asked = asked
    this.#ask()
  }

  protected override render(): TemplateResult {
    return html`
      <div class="view-head"><h1>Insights</h1></div>
      ${this.#body()}
    `
  }

  readonly #seen = () => {
    if (!document.hidden) this.#ask()
  }

  /** That of the router, which has the newest. */
  get #query(): URLSearchParams {
    return this.#router.store.place.query
  }

  #ask(): void {
    window.clearTimeout(this.#timer)
    const { signal } = this.#life
    const asked = this.#asked
    const isWanted = () => !signal.aborted && asked === this.#asked
    const range = rangeOf(this.#query, Date.now())
    Promise.all([fetchInsights(range, this.#token, signal), fetchFlow(this.#token, signal)])
      .then(([insights, flow]) => {
        if (!isWanted()) return
        this._insights = insights
        this._flow = flow
        this._error = null
      })
      .catch((error: unknown) => {
        if (isWanted()) this._error = asRequestError(error, 'The figures cannot be shown. Reload the page.')
      })
      .finally(() => {
        if (!isWanted() || document.hidden || this._error?.code === 'token-required') return
        window.clearTimeout(this.#timer)
        this.#timer = window.setTimeout(() => this.#ask(), this._insights?.reading === true ? SOON_MS : LATER_MS)
      })
  }

  #body(): TemplateResult {
    if (this._error?.code === 'token-required') return this.#tokenForm(this._error.message)
    const problem =
      this._error === null
        ? nothing
        : html`<p class="problem" role="alert">
            <span>${this._error.message}</span>
            <button class="button" @click=${() => this.#ask()}>Try again</button>
          </p>`
    if (this._insights === null || this._flow === null) {
      return html`${problem}${this._error === null ? html`<p class="quiet" role="status">Reading the topics…</p>` : nothing}`
    }
    const { reading, records } = this._insights
    return html`${problem}${this.#flowSection(this._flow)} ${this.#rangeForm(this._insights)}
      <p class="quiet" role="status">
        ${reading ? `The topics are still being read: ${countText(records)} records so far. The figures are not whole yet.` : ''}
      </p>
      ${
        isQuiet(this._insights) && !reading
          ? html`<div class="nothing">
              <p>No plays yet in this time. Once songs are played, this shows what became of the suggestions.</p>
            </div>`
          : nothing
      }
      <div class="figures">${figuresOf(this._insights).map((figure) => this.#figure(figure))}</div>`
  }

  #tokenForm(words: string): TemplateResult {
    return html`<form class="token" @submit=${(event: SubmitEvent) => this.#takeToken(event)}>
      <p>${words}</p>
      <label>
        <span>Token</span>
        <input class="field" type="password" name="token" autocomplete="off" required />
      </label>
      <button class="button main">Show</button>
      ${this.#token === '' ? nothing : html`<p class="problem" role="alert">This is not the token.</p>`}
    </form>`
  }

  #takeToken(event: SubmitEvent): void {
    event.preventDefault()
    if (!(event.currentTarget instanceof HTMLFormElement)) return
    this.#token = event.currentTarget.querySelector('input')?.value.trim() ?? ''
    keepToken(this.#token)
    this.#ask()
  }

  #rangeForm({ from, to }: InsightCounts): TemplateResult {
    const chosen = spanOf(this.#query)
    const choice = (span: Span | 'own', words: string) =>
      html`<label class="choice">
        <input type="radio" name="range" .checked=${chosen === span} @change=${() => this.#choose(span)} />${words}
      </label>`
    return html`<fieldset class="range">
      <legend>Time</legend>
      <div class="choices">
        ${Object.keys(spans).map((span) => choice(span as Span, SPAN_WORDS[span as Span]))}
        ${choice('own', 'From and to')}
      </div>
      ${
        chosen === 'own'
          ? html`<div class="choices">${this.#moment('from', 'From', from)} ${this.#moment('to', 'To', to)}</div>`
          : nothing
      }
      <p class="quiet">Counted in whole hours: ${rangeWords(from, to)}.</p>
    </fieldset>`
  }

  #moment(name: 'from' | 'to', words: string, counted: number): TemplateResult {
    return html`<label class="moment">
      <span>${words}</span>
      <input
        class="field"
        type="datetime-local"
        .value=${this.#query.get(name) ?? localText(counted)}
        @change=${(event: Event) =>
          event.currentTarget instanceof HTMLInputElement &&
          this.#router.store.setQuery({ [name]: event.currentTarget.value === '' ? null : event.currentTarget.value })}
      />
    </label>`
  }

  #choose(span: Span | 'own'): void {
    const { from, to } = this._insights ?? { from: 0, to: 0 }
    const own = span === 'own' ? { from: localText(from), to: localText(to) } : { from: null, to: null }
    this.#router.store.setQuery({ range: span, ...own })
  }

  #flowSection(flow: Flow): TemplateResult {
    const rows = inputRows(flow)
    const tail = (topic: string) =>
      html`<button class="link" @click=${() => (this._topic = topic)}>
        Show records<span class="unseen"> of ${topic}</span>
      </button>`
    return html`<section aria-labelledby="flow">
      <h2 id="flow" tabindex="-1">Flow</h2>
      <p class="quiet lead">
        Records in a second, of the last ten seconds, and those that wait (lag), on each edge. An edge that is clicked shows the newest
        records of its topic. What is written is measured where it is read; what several processors write is not told apart.
      </p>
      <p>${flowSummary(flow)}</p>
      <label class="choice">
        <input type="checkbox" .checked=${this._whole} @change=${() => (this._whole = !this._whole)} />
        With lookups and the copy into the database
      </label>
      <slipstream-flow
        .flow=${flow}
        .summary=${flowSummary(flow)}
        .topic=${this._topic}
        .whole=${this._whole}
        @topic-picked=${({ detail }: PlayerEvent<'topic-picked'>) => (this._topic = detail.topic)}
      ></slipstream-flow>
      ${
        this._topic === ''
          ? nothing
          : html`<section aria-labelledby="tail">
              <h3 id="tail">Newest records of ${this._topic}</h3>
              <slipstream-tail .topic=${this._topic} .token=${this.#token}>
                <button class="button" @click=${() => (this._topic = '')}>Close</button>
              </slipstream-tail>
            </section>`
      }
      ${table('Flow', ['From', 'To', 'Records in a second', 'Lag', 'Newest'], rows.map(({ cells, topic }) => [...cells, tail(topic)]))}
      ${this.#sqlActs('flow', flow.inputs.sql)}
    </section>` // prettier-ignore
  }

  #figure({ name, title, about, summary, charts, heads, rows, sql }: InsightFigure): TemplateResult {
    return html`<section aria-labelledby=${name}>
      <h2 id=${name}>${title}</h2>
      <p class="quiet">${about}</p>
      ${
        rows.length === 0
          ? html`<p>Nothing in this time.</p>`
          : html`<p>${summary}</p>
              <div class="charts">
                ${charts.map((spec) => html`<slipstream-chart .spec=${spec} .summary=${summary}></slipstream-chart>`)}
              </div>
              ${table(title, heads, rows)}`
      }
      ${this.#sqlActs(name, sql)}
    </section>`
  }

  #sqlActs(name: string, sql: string): TemplateResult {
    return html`<div class="acts">
        <button class="button" aria-describedby=${name} @click=${() => this.#copy(name, sql)}>Copy as SQL</button>
      </div>
      ${
        this._sql === name
          ? html`<label class="sql">
              <span class="quiet">This browser does not let the page copy. Copy it from here:</span>
              <textarea readonly rows="8" .value=${sql}></textarea>
            </label>`
          : nothing
      }`
  }

  /** Where the page did not come by HTTPS or from this machine, browsers keep the clipboard from it. */
  #copy(name: string, sql: string): void {
    this._sql = ''
    const copied =
      'clipboard' in navigator ? navigator.clipboard.writeText(sql) : Promise.reject(new Error('no clipboard'))
    copied.then(
      () => this.#announcer.store.say('Copied. Ask it by: npx slipstream sql', 'act'),
      async () => {
        this._sql = name
        await this.updateComplete
        this.renderRoot.querySelector('textarea')?.select()
      },
    ) // prettier-ignore
  }
}

/** A time as `datetime-local` takes it, by the clock of this browser. */
function localText(ms: number): string {
  const offset = new Date(ms).getTimezoneOffset() * 60_000
  return new Date(ms - offset).toISOString().slice(0, 16)
}

function table(
  title: string,
  heads: readonly string[],
  rows: readonly (readonly (string | TemplateResult)[])[],
): TemplateResult {
  return html`<div class="table" role="region" aria-label=${`${title}: figures`} tabindex="0">
    <table>
      <caption class="unseen">
        ${title}
      </caption>
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([first, ...others]) =>
            html`<tr>
              <th scope="row">${first}</th>
              ${others.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

customElements.define('slipstream-insights-view', SlipstreamInsightsView)

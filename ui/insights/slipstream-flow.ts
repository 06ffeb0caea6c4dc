import type { TemplateResult } from 'lit'
import { LitElement, html, nothing, svg } from 'lit'
import { flowGraph, NODE_HEIGHT, NODE_WIDTH } from '../data/flow-graph.ts'
import type { FlowGraph } from '../data/flow-graph.ts'
import type { Flow } from '../data/insights.ts'
import { sharedStyles } from '../elements/shared.styles.ts'
import { emit } from '../events.ts'
import { flowStyles } from './slipstream-flow.styles.ts'

/** @summary The graph of processors and topics. An edge that is clicked asks for the newest records of its topic, as the buttons of the table do. */
export class SlipstreamFlow extends LitElement {
  static override styles = [sharedStyles, flowStyles]
  static override properties = { flow: { attribute: false }, topic: {}, summary: {}, whole: { type: Boolean } }

  declare flow: Flow
  /** Whose newest records are shown; empty: of none. */
  declare topic: string
  /** What the graph says, for those who do not see it. */
  declare summary: string
  /** Whether lookups and the copy into the database are drawn too. */
  declare whole: boolean

  protected override render(): TemplateResult {
    const graph = flowGraph(this.flow, this.whole)
    return html`<div class="scroller" role="region" aria-label="Graph of processors and topics" tabindex="0">
      <svg
        viewBox="0 0 ${graph.width} ${graph.height}"
        width=${graph.width}
        height=${graph.height}
        role="img"
        aria-label=${`Processors and topics. ${this.summary}`}
      >
        ${graph.edges.map((edge) => this.#edge(edge))} ${graph.edges.map(edgeLabel)} ${graph.nodes.map(node)}
      </svg>
    </div>`
  }

  #edge({ topic, kind, path, flows, waits }: FlowGraph['edges'][number]): TemplateResult {
    const state = [kind, flows ? 'flows' : '', waits ? 'waits' : '', topic === this.topic ? 'shown' : ''].join(' ')
    return svg`<g class="edge ${state}" @click=${() => emit(this, 'topic-picked', { topic })}>
      <path class="line" d=${path} /><path class="reach" d=${path} />
    </g>`
  }
}

const edgeLabel = ({ label, x, y, waits }: FlowGraph['edges'][number]): TemplateResult | typeof nothing =>
  label === ''
    ? nothing
    : svg`<text class="label ${waits ? 'waits' : ''}" x=${x} y=${y + 4} text-anchor="middle">${label}</text>`

const node = ({ name, kind, x, y }: FlowGraph['nodes'][number]): TemplateResult => svg`<g class=${kind}>
    <rect x=${x + 1} y=${y - NODE_HEIGHT / 2} width=${NODE_WIDTH - 2} height=${NODE_HEIGHT} rx=${kind === 'topic' ? NODE_HEIGHT / 2 : 6} />
    <text x=${x + NODE_WIDTH / 2} y=${y + 4.5} text-anchor="middle">${name}</text>
  </g>`

customElements.define('slipstream-flow', SlipstreamFlow)

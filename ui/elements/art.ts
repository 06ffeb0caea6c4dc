import type { TemplateResult } from 'lit'
import { html, nothing } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import { PICTURE_SIZE, pictureOf } from '../data/placeholder.ts'
import type { ShownTrack } from '../data/tracks.ts'
import { artPath } from '../data/tracks.ts'

/** A cover in a row or in the bar is 56 CSS pixels wide at most, on screens of up to three device pixels to each. */
const COVER_PIXELS = 160

/**
 * The cover of a track on a picture made from its id, which is seen where there is none, or none that can be shown. It says
 * nothing that the text beside it does not.
 * @param pixels of the device, for covers that are larger than those of rows
 */
export function art(track: ShownTrack, pixels = COVER_PIXELS): TemplateResult {
  // Another image for another track, as one shows what it has until the next is there. Without spaces between the tags, which would
  // be a node each in every row.
  // prettier-ignore
  return html`<span class="art"><svg viewBox="0 0 ${PICTURE_SIZE} ${PICTURE_SIZE}" preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false" .innerHTML=${shapesOf(track.trackId)}></svg>${track.hasArt ? keyed(track.trackId, html`<img src=${artPath(track, pixels)} alt="" loading="lazy" decoding="async" @load=${showCover} @error=${hideCover} />`) : nothing}</span>`
}

/** As text: each part of a template would be some nodes more in every row. It holds nothing but numbers. */
function shapesOf(trackId: string): string {
  const { hue, waves } = pictureOf(trackId)
  const paths = waves.map(
    (path, layer) =>
      `<path d="${path}" fill="hsl(${(hue + 22 * (layer + 1)) % 360} ${58 + 6 * layer}% ${50 + 9 * layer}%)" fill-opacity="0.78"/>`,
  )
  return `<rect width="${PICTURE_SIZE}" height="${PICTURE_SIZE}" fill="hsl(${hue} 48% 38%)"/>${paths.join('')}`
}

function showCover({ currentTarget }: Event): void {
  if (currentTarget instanceof HTMLElement) currentTarget.classList.remove('failed')
}

function hideCover({ currentTarget }: Event): void {
  if (currentTarget instanceof HTMLElement) currentTarget.classList.add('failed')
}

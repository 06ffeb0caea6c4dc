import type { TemplateResult } from 'lit'
import { html, svg } from 'lit'
import { PICTURE_SIZE, pictureOf } from '../data/placeholder.ts'
import { artPath } from '../data/tracks.ts'

/** The cover of a track, or a picture made from its id. It says nothing that the text beside it does not. */
export function art(track: { readonly trackId: string; readonly hasArt: boolean }): TemplateResult {
  if (track.hasArt)
    return html`<img class="art" src=${artPath(track.trackId)} alt="" loading="lazy" decoding="async" />`
  const { hue, waves } = pictureOf(track.trackId)
  return html`<svg
    class="art"
    viewBox="0 0 ${PICTURE_SIZE} ${PICTURE_SIZE}"
    preserveAspectRatio="xMidYMid slice"
    aria-hidden="true"
    focusable="false"
  >
    <rect width=${PICTURE_SIZE} height=${PICTURE_SIZE} fill="hsl(${hue} 48% 38%)" />
    ${waves.map(
      (path, layer) =>
        svg`<path d=${path} fill="hsl(${(hue + 22 * (layer + 1)) % 360} ${58 + 6 * layer}% ${50 + 9 * layer}%)" fill-opacity="0.78" />`,
    )}
  </svg>`
}

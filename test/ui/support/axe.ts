import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** Where views are: what is around them is the same in each, and looked at once. */
const VIEWS = ['slipstream-app', 'slipstream-outlet'] as const

/**
 * What axe finds wrong in the view that is shown. It takes a second and more for some hundred elements, most of it for contrast:
 * what is repeated is left out.
 * @param repeated by the element of the view: selectors of what is like something else in it
 */
export async function faultsOfView(
  page: Page,
  repeated: readonly (readonly [...hosts: string[], selector: string])[] = [],
): Promise<readonly unknown[]> {
  const axe = new AxeBuilder({ page }).include({ fromShadowDom: [...VIEWS] }).options({ resultTypes: ['violations'] })
  for (const path of repeated) axe.exclude({ fromShadowDom: [...VIEWS, ...path] })
  const { violations } = await axe.analyze()
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])
}

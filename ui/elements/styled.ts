import type { ElementPart } from 'lit'
import { nothing } from 'lit'
import { Directive, directive } from 'lit/directive.js'

type Properties = Readonly<Record<string, string>>

/**
 * Sets properties of style one by one: the Content-Security-Policy forbids the attribute `style`, which the directive
 * `styleMap` begins with.
 */
class StyledDirective extends Directive {
  #set: Properties = {}

  override render(properties: Properties): typeof nothing {
    this.#set = properties
    return nothing
  }

  override update({ element }: ElementPart, [properties]: [Properties]): typeof nothing {
    if (!(element instanceof HTMLElement)) return nothing
    for (const [name, value] of Object.entries(properties))
      if (this.#set[name] !== value) element.style.setProperty(name, value)
    this.#set = properties
    return nothing
  }
}

/** On an element: `<div ${styled({ height: '20px' })}>`. The same properties in every render. */
export const styled = directive(StyledDirective)

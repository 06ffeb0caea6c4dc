import { expect, test } from 'vitest'
import { denseCss } from '../../ui/dense-css.ts'

test('comments and the space of people are left out', () => {
  const css = `
    /* Don't: a "comment" { } */
    :host([hidden]),
    .row > a :hover {
      margin: 0 calc(1px + 2px);
      color: light-dark(#fff, #000);
    }
    @media (min-width: 800px) and (hover: hover) {
      .row {
        top: 0;
      }
    }
  `
  expect(denseCss(css).trim()).toBe(
    ':host([hidden]),.row > a :hover{margin:0 calc(1px + 2px);color:light-dark(#fff,#000)}' +
      '@media (min-width:800px) and (hover:hover){.row{top:0}}',
  )
})

test('what is in quotes, and what is put in later, stays as it is', () => {
  expect(denseCss(`a::before { content: '; {  }'; } b { width: \${ROW  + 1}px; }`)).toBe(
    `a::before{content:'; {  }'}b{width:\${ROW  + 1}px}`,
  )
})

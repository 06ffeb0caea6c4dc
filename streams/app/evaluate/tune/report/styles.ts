/** Text reaches a contrast of 4.5 on its background in both schemes, marks and lines of 3. Paper is always light. */
const LIGHT = `
  --canvas: #fff; --text: #15191d; --quiet: #545e68; --line: #d8dee3; --edge: #6b7781; --wash: #eef5f5; --focus: #0b6b76;
  --c0: #0b6b76; --c1: #b3261e; --c2: #5b45b0; --c3: #8a5a00; --c4: #1f7a33; --c5: #b0307f; --c6: #2f5fb8; --c7: #545e68;`
const DARK = `
  --canvas: #0e1216; --text: #eaeef2; --quiet: #a3afba; --line: #29323b; --edge: #8793a0; --wash: #16272b; --focus: #5ccfd6;
  --c0: #5ccfd6; --c1: #ff8f85; --c2: #b9a5ff; --c3: #e8b64c; --c4: #7ad08a; --c5: #f08cc9; --c6: #8fb4ff; --c7: #a3afba;`

export const styles = `
:root { color-scheme: light dark; ${LIGHT} }
@media (prefers-color-scheme: dark) { :root { ${DARK} } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 16px; max-width: 1180px; background: var(--canvas); color: var(--text);
  font: 100%/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; } h2 { font-size: 1.25rem; margin: 2rem 0 .5rem; }
p, li { max-width: 46rem; }
.verdict { padding: 12px 16px; background: var(--wash); border-left: 4px solid var(--c0); font-weight: 600; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 25rem), 1fr)); gap: 24px; align-items: start; }
figure { margin: 0; min-width: 0; } figcaption { font-weight: 600; margin-bottom: 4px; }
svg { display: block; width: 100%; max-width: 34rem; height: auto; }
.scroll { overflow-x: auto; } .scroll:focus-visible, summary:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
caption { text-align: left; color: var(--quiet); padding: 4px 0; }
th, td { padding: 4px 10px; border-bottom: 1px solid var(--line); text-align: right; vertical-align: top; }
thead th { border-bottom-color: var(--edge); } th:first-child, td:first-child { text-align: left; padding-left: 0; }
th, td { white-space: nowrap; } tbody th { font-weight: 400; min-width: 8rem; white-space: normal; overflow-wrap: anywhere; }
.name { text-align: left; }
summary { cursor: pointer; padding: 8px 0; min-height: 24px; }
@media print {
  :root { color-scheme: light; ${LIGHT} }
  body { max-width: none; padding: 0; font-size: 10pt; } figure, tr, .verdict { break-inside: avoid; } h2 { break-after: avoid; }
  .figures { grid-template-columns: 1fr 1fr; } .scroll { overflow: visible; }
  * { print-color-adjust: exact; }
}
`

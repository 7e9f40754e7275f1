/** The look of the page: system fonts, light or dark as the reader's system is, one column on a telephone. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fbfaf8; --card: #ffffff; --ink: #23262b; --soft: #666c75; --rule: #e6e3de;
  --one: #2d6cb5; --two: #c77a2b; --three: #4b9065; --four: #8a62b0; --other: #c9ced6;
  --good: #2f7d4f; --good-paper: #e8f3ec; --mixed: #8a6410; --mixed-paper: #f8f0dc;
  --bad: #b23b3b; --bad-paper: #f9e8e7; --unknown: #666c75; --unknown-paper: #efeeeb;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16181c; --card: #1d2025; --ink: #e4e6ea; --soft: #9aa1ab; --rule: #30343b;
    --one: #74abe8; --two: #e3a566; --three: #7cc598; --four: #b99add; --other: #49505a;
    --good: #86cfa3; --good-paper: #1c3026; --mixed: #e0bf73; --mixed-paper: #332b18;
    --bad: #ef9a97; --bad-paper: #3a2223; --unknown: #9aa1ab; --unknown-paper: #282c32;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
header, main, footer { max-width: 66rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 3rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .4rem; font-weight: 650; letter-spacing: -.01em; }
h2 { font-size: 1.25rem; margin: 3.2rem 0 .4rem; font-weight: 650; }
h3 { font-size: 1rem; margin: 0; font-weight: 600; }
p { margin: .4rem 0; max-width: 44rem; }
code { font: .92em ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
.soft, .unit, footer { color: var(--soft); }
.unit { font-weight: 400; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .8rem; margin: 1.6rem 0 0; padding: 0; }
.facts div { background: var(--card); border: 1px solid var(--rule); border-radius: .6rem; padding: .7rem .9rem; }
.facts dt { color: var(--soft); font-size: .85rem; line-height: 1.35; }
.facts dd { margin: .1rem 0 0; font-size: 1.35rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: .9rem; margin: 1rem 0 0; padding: 0; list-style: none; }
.cards > li, .sample { background: var(--card); border: 1px solid var(--rule); border-radius: .6rem; padding: 1rem 1.1rem; }
.cards p { font-size: .94rem; }
.cards .head { display: flex; justify-content: space-between; gap: .8rem; align-items: baseline; }
.badge { flex: none; font-size: .8rem; font-weight: 600; padding: .1rem .6rem; border-radius: 1rem; }
.good { color: var(--good); background: var(--good-paper); } .mixed { color: var(--mixed); background: var(--mixed-paper); }
.bad { color: var(--bad); background: var(--bad-paper); } .unknown { color: var(--unknown); background: var(--unknown-paper); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: .9rem; margin-top: 1rem; }
.chart { margin: 0; background: var(--card); border: 1px solid var(--rule); border-radius: .6rem; padding: 1rem 1.1rem; }
.chart svg { display: block; width: 100%; height: auto; margin-top: .5rem; }
.wide { max-width: 40rem; margin-top: 1rem; }
figcaption { font-weight: 600; }
.legend { display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; list-style: none; margin: .2rem 0 0; padding: 0; font-size: .88rem; color: var(--soft); }
.swatch { display: inline-block; width: .9rem; height: .22rem; border-radius: .1rem; margin-right: .4rem; vertical-align: .22rem; }
svg text { fill: var(--soft); font-size: 12.5px; font-family: inherit; }
svg .bar-name { fill: var(--ink); font-size: 13px; } svg .bar-value { font-variant-numeric: tabular-nums; }
.grid { stroke: var(--rule); stroke-width: 1; } .mark { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 3 4; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
polyline.line-1 { stroke: var(--one); } polyline.line-2 { stroke: var(--two); } polyline.line-3 { stroke: var(--three); } polyline.line-4 { stroke: var(--four); }
circle.line-1, rect.line-1 { fill: var(--one); } circle.line-2 { fill: var(--two); } circle.line-3 { fill: var(--three); } circle.line-4 { fill: var(--four); }
span.line-1 { background: var(--one); } span.line-2 { background: var(--two); } span.line-3 { background: var(--three); } span.line-4 { background: var(--four); }
rect.bar-other { fill: var(--other); }
.scroll { overflow-x: auto; margin-top: 1rem; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
caption { text-align: left; color: var(--soft); padding-bottom: .5rem; }
th, td { text-align: left; padding: .4rem .9rem .4rem 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
thead th { color: var(--soft); font-weight: 600; } tbody th { font-weight: 500; } tbody th code { overflow-wrap: normal; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.changed { font-weight: 650; }
.sample { margin-top: .9rem; } .sample p { font-size: .88rem; max-width: none; margin: .6rem 0 0; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: .6rem 1.6rem; margin: .5rem 0 0; font-size: .95rem; }
.pair dt { color: var(--soft); font-size: .85rem; } .pair dd { margin: 0; overflow-wrap: anywhere; }
details { margin-top: 1rem; } summary { cursor: pointer; color: var(--soft); }
footer { margin-top: 3.5rem; padding-bottom: 3rem; font-size: .88rem; }
@media print { body { background: #fff; } .sample, .chart, .cards > li { break-inside: avoid; } }
`;

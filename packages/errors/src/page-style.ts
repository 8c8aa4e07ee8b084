import type { Html } from './html.ts';

/** The one style of all pages. */
export const pageStyle: Html = {
  html: `
:root { color-scheme: light; --text: #1b1b1b; --page: #fff; --quiet: #555; --line: #ccc; --good: #2b7a3d; --bad: #b3261e; --warning: #8a5a00; }
@media screen and (prefers-color-scheme: dark) {
  :root { color-scheme: dark; --text: #e6e6e6; --page: #161616; --quiet: #aaa; --line: #444; --good: #5fc97a; --bad: #ff8a80; --warning: #e3b341; }
}
body { font: 15px/1.45 system-ui, sans-serif; color: var(--text); background: var(--page); max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; break-after: avoid; }
.verdict { font-weight: 600; padding: .5rem .75rem; border-left: .4rem solid; overflow-wrap: anywhere; }
.verdict.good { border-color: var(--good); } .verdict.bad { border-color: var(--bad); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; } dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; } th { text-align: left; }
th, td { padding: .3rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
tr:not(.plain) > td:first-child { font-weight: 600; white-space: nowrap; }
.good > td:first-child { color: var(--good); } .bad > td:first-child { color: var(--bad); } .warning > td:first-child { color: var(--warning); }
code, pre { font-family: ui-monospace, monospace; font-size: .93em; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; margin: .5rem 0; padding: .3rem .6rem; border-left: .2rem solid var(--line); }
li { margin: .25rem 0; }
@media print { body { margin: 0; max-width: none; font-size: 11px; } tr, li, pre { break-inside: avoid; } thead { display: table-header-group; } }
`,
};

/** `.reg` files. */
export { applyReg } from './reg/apply-reg.ts';
export { codePages } from './reg/code-page.ts';
export type { RegChange, RegDocument, RegSection } from './reg/document.ts';
export { formatReg } from './reg/format-reg.ts';
export { describeLeftOut, formatRegedit4, type LeftOut, type Regedit4File } from './reg/format-regedit4.ts';
export { parseReg } from './reg/parse-reg.ts';

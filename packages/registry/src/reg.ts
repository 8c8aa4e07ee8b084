/** `.reg` files. */
export { applyReg } from './reg/apply-reg.ts';
export type { RegChange, RegDocument, RegSection } from './reg/document.ts';
export { formatReg } from './reg/format-reg.ts';
export { parseReg } from './reg/parse-reg.ts';

import { valueType } from '../model/model.ts';

/** Types whose bytes are text, and in ANSI in a REGEDIT4 file. */
export function isText(type: number): boolean {
  return type === valueType.string || type === valueType.expandString || type === valueType.multiString;
}

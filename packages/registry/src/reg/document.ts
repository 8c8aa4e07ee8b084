import type { RegistryValue } from '../model/model.ts';

/** A .reg file: changes to a registry, in their order. */
export interface RegDocument {
  /** 4 for REGEDIT4, 5 for version 5.00. */
  version: 4 | 5;
  sections: RegSection[];
}

/** `[path]`, with a long root name; `[-path]` when `deleted`, and then there are no changes. */
export interface RegSection {
  path: string;
  deleted: boolean;
  changes: RegChange[];
}

/** A value to set, or `"name"=-`. */
export type RegChange = { kind: 'set'; value: RegistryValue } | { kind: 'delete'; name: string };

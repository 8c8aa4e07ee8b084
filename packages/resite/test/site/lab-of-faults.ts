import type { LabOptions } from '@resite/lab';
import type { CheckId } from '@resite/site';

/** On which lab `check-faults.test.ts` makes the faults, and which; a file that imports it may say so before. */
export const labOfFaults: { options: LabOptions; isTried: (id: CheckId) => boolean } = {
  options: {},
  isTried: () => true,
};

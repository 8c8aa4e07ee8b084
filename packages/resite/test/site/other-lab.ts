import type { LabOptions } from '@resite/lab';
import type { CheckId } from '@resite/site';

/**
 * On which lab a test file works that asks here: the standard one, unless a file that imports it has said otherwise before. And which
 * of its faults it makes.
 */
export const otherLab: { options: LabOptions | undefined; isTried: (id: CheckId) => boolean } = {
  options: undefined,
  isTried: () => true,
};

/** Nothing in it is as the article has it. */
export const alpha: LabOptions = { sms: '1.2', windows: '4.0', platform: 'ALPHA' };

import type { Identity } from '@resite/host';
import { upcase } from '@resite/registry/names';

/** Whether the computer has the drive of a path, or the drive of that letter. */
export const hasDrive = ({ drives }: Pick<Identity, 'drives'>, path: string): boolean =>
  drives.includes(upcase(path.slice(0, 1)));

import type { Loss } from '@resite/repository';
import { printableName } from '../text.ts';

const became = { folder: 'the folder is empty now', content: 'content is missing', entry: 'left out' } as const;

/** What is lost, or what has become of it once the rest is stored. */
export function describeLosses(losses: readonly Loss[], { isStored }: { isStored: boolean }): string[] {
  return losses.map(({ path, what }) => `  ${printableName(path)}: ${isStored ? became[what] : what}`);
}

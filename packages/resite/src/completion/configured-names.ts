import { homedir } from 'node:os';
import { isResiteError } from '@resite/errors';
import { loadConfig } from '../config/load.ts';
import type { ValueKind } from './value-kind.ts';

/**
 * Names that resite.yaml gives to things of this kind. Neither a host nor the repository is asked. What is
 * offered goes into a command line as it is: the schema takes no name that a shell would have to quote.
 */
export async function configuredNames(
  kind: Extract<ValueKind, 'site' | 'host' | 'signing-key'>,
  config: string | undefined,
): Promise<string[]> {
  try {
    const { sites, hosts, trustedKeys = [] } = await loadConfig(config?.replace(/^~(?=\/)/, homedir())); // shells tell words as they are typed
    return {
      site: () => Object.keys(sites),
      host: () => Object.keys(hosts),
      'signing-key': () => trustedKeys.filter(({ retired }) => retired === undefined).map(({ name }) => name),
    }[kind]();
  } catch (error) {
    if (isResiteError(error)) return []; // the command itself will say what is wrong with the file
    throw error;
  }
}

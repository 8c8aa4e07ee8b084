import { ResiteError } from '@resite/errors';
import { formatReg, saveKey } from '@resite/registry';
import { discoverSite, type SiteDescription } from '@resite/site';
import type { Outcome } from '../performance.ts';
import { folderSource } from '../tree-source.ts';
import type { Perform } from './perform.ts';

export interface Described extends Outcome {
  readonly site: SiteDescription;
}

/** Describes the site as it is when stopped: UID names and the next SMS ID move while it runs. */
export const describeSite: Perform<'describe-site'> = async (action, performance): Promise<Described> => {
  const site = await discoverSite(performance.host(action.host));
  return {
    detail: `next SMS ID range ${site.nextUniqueId ?? 'not recorded'}, UID files ${site.uids.join(', ') || 'none'}`,
    site,
  };
};

export interface SavedRegistry extends Outcome {
  readonly tree: string;
}

/**
 * Saves the SMS key as REGEDT32's Save Key does (Q138347 Backup 1), and as text; and each service's key (Q152466 step 13).
 * The result is a tree in the repository with one folder `registry`.
 */
export const saveRegistry: Perform<'save-registry'> = async (action, performance): Promise<SavedRegistry> => {
  const { registry } = performance.host(action.host);
  const key = await registry.read(action.key);
  if (key === undefined) {
    throw new ResiteError('REGISTRY_KEY_MISSING', `there is no key ${action.key} on ${action.host}`, {
      hint: 'Without it the site cannot be restored. Is this the site server?',
    });
  }
  const name = action.key.slice(action.key.lastIndexOf('\\') + 1);
  const files: Record<string, Buffer> = {
    [`${name}.hiv`]: saveKey(key),
    [`${name}.reg`]: formatReg(longName(action.key), key),
  };
  for (const path of action.serviceKeys) {
    const service = await registry.read(path);
    if (service !== undefined) files[`services/${service.name}.reg`] = formatReg(longName(path), service);
  }
  const { tree } = await (await performance.repository()).archive(folderSource('registry', files));
  return { detail: `${action.key} and the keys of ${Object.keys(files).length - 2} services`, tree };
};

const longName = (path: string) => path.replace(/^HKLM\\/, 'HKEY_LOCAL_MACHINE\\');

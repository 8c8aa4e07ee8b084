import { sameName } from '@resite/registry/names';
import { readString } from '@resite/registry/values';
import type { DomainRole, Registry } from '../host.ts';
import { labKey } from './lab-key.ts';

/** Which kind of domain controller it is: `primary` or `backup`. Windows NT keeps that elsewhere. */
export const labController = 'Domain Controller';

export async function kindOfController(registry: Pick<Registry, 'value'>): Promise<DomainRole> {
  const value = await registry.value(labKey, labController);
  const kind = (value && readString(value)) ?? '';
  if (sameName(kind, 'primary')) return 'primary-domain-controller';
  return sameName(kind, 'backup') ? 'backup-domain-controller' : 'domain-controller';
}

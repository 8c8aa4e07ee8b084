import { defined, ResiteError } from '@resite/errors';
import { upcase } from '@resite/registry/names';
import { readString } from '@resite/registry/values';
import type { DomainRole, Identity, Registry } from '../host.ts';

export const windowsNt = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';
const control = 'HKLM\\SYSTEM\\CurrentControlSet\\Control';

/**
 * Who a computer is, by what its registry says. The places are general knowledge of Windows NT [NT], in no source of the facts.
 * A computer that belongs to no domain, or never let anybody log on, has the domain ''. `REGISTRY_KEY_MISSING` names what is not there.
 */
export async function registryIdentity(
  registry: Pick<Registry, 'read' | 'value'>,
  drives: string[],
): Promise<Identity> {
  const text = (path: string, name: string) => textValue(registry, path, name);
  const need = (path: string, name: string) => needText(registry, path, name);
  const logon = `${windowsNt}\\Winlogon`;
  const codePage = Number(await text(`${control}\\Nls\\CodePage`, 'ACP'));
  return defined({
    computerName: upcase(await need(`${control}\\ComputerName\\ComputerName`, 'ComputerName')),
    domain: (await text(logon, 'CachePrimaryDomain')) || (await text(logon, 'DefaultDomainName')) || '',
    windowsVersion: await need(windowsNt, 'CurrentVersion'),
    servicePack: (await text(windowsNt, 'CSDVersion')) ?? '',
    ansiCodePage: Number.isInteger(codePage) ? codePage : undefined,
    platform: upcase(await need(`${control}\\Session Manager\\Environment`, 'PROCESSOR_ARCHITECTURE')),
    drives,
    systemRoot: await need(windowsNt, 'SystemRoot'),
    role: roles.get(upcase((await text(`${control}\\ProductOptions`, 'ProductType')) ?? '')),
    // each hotfix has a key of its own there [NT]
    hotfixes: ((await registry.read(`${windowsNt}\\Hotfix`))?.subkeys ?? []).map(({ name }) => name).sort(),
  });
}

/** By `ProductType`, which does not tell a primary domain controller from a backup one [NT]. */
const roles: ReadonlyMap<string, DomainRole> = new Map([
  ['LANMANNT', 'domain-controller'],
  ['SERVERNT', 'server'],
  ['WINNT', 'workstation'],
]);

/** The text of a value; `REGISTRY_KEY_MISSING` when there is none. */
export async function needText(registry: Pick<Registry, 'value'>, path: string, name: string): Promise<string> {
  const found = await textValue(registry, path, name);
  if (found) return found;
  throw new ResiteError('REGISTRY_KEY_MISSING', `the registry value ${name} of ${path} is missing`, {
    hint: 'The registry is not that of an installed Windows NT.',
  });
}

async function textValue(registry: Pick<Registry, 'value'>, path: string, name: string): Promise<string | undefined> {
  const value = await registry.value(path, name);
  return value && readString(value);
}

import { ResiteError } from '@resite/errors';
import { readString } from '@resite/registry/values';
import type { Registry } from '../host.ts';

/** Such as `C:\WINNT`, by the registry. */
export async function systemRoot(registry: Pick<Registry, 'value'>): Promise<string> {
  const value = await registry.value('HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion', 'SystemRoot');
  if (value) return readString(value);
  throw new ResiteError('REGISTRY_KEY_MISSING', 'the registry does not say where Windows is (SystemRoot)', {
    hint: 'The registry is not that of an installed Windows NT.',
  });
}

/** Where Resite keeps what it needs on the host itself: `C:\WINNT\RESITE`. */
export async function resiteFolder(registry: Pick<Registry, 'value'>): Promise<string> {
  return `${await systemRoot(registry)}\\RESITE`;
}

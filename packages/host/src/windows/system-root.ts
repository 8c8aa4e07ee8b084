import type { Registry } from '../host.ts';
import { needText, windowsNt } from '../registry/identity.ts';

/** Such as `C:\WINNT`, by the registry. */
export function systemRoot(registry: Pick<Registry, 'value'>): Promise<string> {
  return needText(registry, windowsNt, 'SystemRoot');
}

/** Where Resite keeps what it needs on the host itself: `C:\WINNT\RESITE`. */
export function resiteFolder(systemRoot: string): string {
  return `${systemRoot}\\RESITE`;
}

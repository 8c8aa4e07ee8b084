import { getRemoteTime } from '@resite/msrpc/srvsvc';
import type { Host } from '../host.ts';
import { registryIdentity } from '../registry/identity.ts';
import { windowsFiles } from './files/windows-files.ts';
import { windowsRegistry } from './registry/windows-registry.ts';
import { createSession } from './session/session.ts';
import type { WindowsSettings } from './settings.ts';
import { sharedDrives, windowsShares } from './windows-shares.ts';

/** What of a host a session with a Windows computer gives so far. */
export type WindowsParts = Pick<Host, 'name' | 'live' | 'files' | 'registry' | 'shares' | 'identity' | 'now' | 'close'>;

/** `permit` is asked before each change, and throws when this instance may not make it. Nothing is connected until something is asked. */
export function windowsParts(settings: WindowsSettings, permit: () => Promise<void> = async () => {}): WindowsParts {
  const session = createSession(settings);
  const srvsvc = session.rpc('srvsvc');
  const registry = windowsRegistry(session, permit);
  return {
    name: settings.name,
    live: true,
    files: windowsFiles(session, async intent => {
      if (intent === 'change') await permit();
    }),
    registry,
    shares: windowsShares(srvsvc, permit),
    identity: async () => registryIdentity(registry, await sharedDrives(srvsvc)),
    now: async () => (await getRemoteTime(srvsvc)).time,
    close: session.close,
  };
}

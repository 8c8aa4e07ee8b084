import { getRemoteTime } from '@resite/msrpc/srvsvc';
import { createClaimant } from '../fence/claimant.ts';
import type { Host } from '../host.ts';
import { windowsCommands } from './commands/windows-commands.ts';
import { commandDatabase } from './database-command.ts';
import { windowsFence } from './fence/windows-fence.ts';
import { windowsFiles } from './files/windows-files.ts';
import { windowsLease } from './lease/windows-lease.ts';
import { windowsRegistry } from './registry/windows-registry.ts';
import { passwordSet } from './services/password-set.ts';
import { verifyAccount } from './services/verify-account.ts';
import { windowsServices } from './services/windows-services.ts';
import { createSession } from './session/session.ts';
import type { WindowsSettings } from './settings.ts';
import { windowsIdentity } from './windows-identity.ts';
import { windowsShares } from './windows-shares.ts';

export { type SmbProtocol, smbProtocols, type WindowsSettings } from './settings.ts';

/**
 * A running Windows computer, reached over the network as Server Manager and REGEDT32 reach it: nothing of Resite is installed there. It works on
 * Linux, with Samba's libraries (`SMB_LIBRARY_MISSING`). Nothing is connected until something is asked. `CONFIG_INVALID` for settings that
 * cannot be meant.
 */
export function windowsHost(settings: WindowsSettings): Host {
  const { name } = settings;
  const session = createSession(settings);
  const claimant = createClaimant(name, windowsFence(name, session));
  const { permit } = claimant;
  const srvsvc = session.rpc('srvsvc');
  const registry = windowsRegistry(session, permit);
  const files = windowsFiles(session, async intent => {
    if (intent === 'change') await permit();
  });
  const services = windowsServices({
    name,
    session,
    permit,
    verifyAccount: (account, password) => verifyAccount(settings, session.rpc('lsarpc'), account, password),
    passwordSet: account => passwordSet(session.rpc('samr'), account),
  });
  return {
    name,
    driver: 'windows',
    live: true,
    files,
    registry,
    services,
    shares: windowsShares(srvsvc, permit),
    commands: windowsCommands(name, { session, files, registry, permit }),
    database: commandDatabase(settings),
    lease: windowsLease(name, { session, files, registry, services, permit }),
    identity: () => windowsIdentity({ registry, srvsvc, wkssvc: session.rpc('wkssvc') }),
    now: async () => (await getRemoteTime(srvsvc)).time,
    claim: claimant.claim,
    fence: claimant.number,
    permit,
    close: session.close,
  };
}

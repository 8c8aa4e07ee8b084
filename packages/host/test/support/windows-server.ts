import { mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Host } from '@resite/host';
import {
  type SmbServer,
  type SmbServerOptions,
  type SmbServerSettings,
  startSmbServer,
} from '../../../../scripts/servers/smb-server.ts';
import {
  type ComputerOptions,
  startWindowsComputer,
  type WindowsComputer,
} from '../../../../scripts/servers/windows-computer.ts';
import { createSession, type Session } from '../../src/windows/session/session.ts';
import type { WindowsSettings } from '../../src/windows/settings.ts';
import { windowsHost } from '../../src/windows/windows-host.ts';

/** A server in a folder of its own, which goes with it. */
export function startServer(options: SmbServerOptions = {}): Promise<SmbServer> {
  return inOwnFolder(folder => startSmbServer(folder, options));
}

/** The same with services and jobs. */
export function startComputer(options: ComputerOptions = {}): Promise<WindowsComputer> {
  return inOwnFolder(folder => startWindowsComputer(folder, options));
}

async function inOwnFolder<Server extends SmbServer>(start: (folder: string) => Promise<Server>): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'windows-'));
  const server = await start(folder);
  return {
    ...server,
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** How a server wants to be reached. */
export function settingsOf(server: SmbServerSettings, changes: Partial<WindowsSettings> = {}): WindowsSettings {
  return {
    name: server.computerName,
    address: server.address,
    user: `${server.domain}\\${server.user}`,
    password: () => server.password,
    answerTimeout: 30_000,
    ...(server.kind === 'nt4' ? { protocol: { min: 'NT1', max: 'NT1' }, ntlmV1: true } : {}),
    ...changes,
  };
}

/** The computer as the driver has it. Samba says that its Windows is in a folder that it does not have. */
export function hostOf(server: SmbServerSettings, changes: Partial<WindowsSettings> = {}): Host {
  mkdirSync(join(server.folder, 'C', 'Windows'), { recursive: true });
  return windowsHost(settingsOf(server, changes));
}

/** A session that ends with the test. */
export function sessionOf(t: TestContext, server: SmbServerSettings, changes: Partial<WindowsSettings> = {}): Session {
  const session = createSession(settingsOf(server, changes));
  t.after(() => session.close());
  return session;
}

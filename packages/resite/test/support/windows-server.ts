import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SmbServer, type SmbServerOptions, startSmbServer } from '../../../../scripts/servers/smb-server.ts';

/** What a Windows computer says of itself, as a .reg file. */
const windows = (computerName: string) => `Windows Registry Editor Version 5.00

[HKEY_LOCAL_MACHINE\\SYSTEM\\Select]
"Current"=dword:00000001

[HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet001\\Control\\ComputerName\\ComputerName]
"ComputerName"="${computerName}"

[HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet001\\Control\\Session Manager\\Environment]
"PROCESSOR_ARCHITECTURE"="x86"

`;

/** A secondary site, as far as the registry tells of it. */
const site = (code: string, parent: string) => `[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SMS\\Identification]
"Site Code"="${code}"
"Parent Site Code"="${parent}"
"Installation Directory"="C:\\\\SMS"

`;

export interface WindowsServerOptions extends SmbServerOptions {
  /** Default that of the server. */
  readonly computerName?: string;
  /** Site codes of a site there and of its parent. */
  readonly site?: readonly [code: string, parent: string];
}

/** A server in a folder of its own that takes itself for an installed Windows computer. */
export async function startWindowsServer(options: WindowsServerOptions = {}): Promise<SmbServer> {
  const folder = await mkdtemp(join(tmpdir(), 'windows-'));
  await chmod(folder, 0o755); // others than root may log on as well
  const server = await startSmbServer(folder, options);
  const file = join(folder, 'windows.reg');
  const { computerName = server.computerName } = options;
  await writeFile(file, `${windows(computerName)}${options.site === undefined ? '' : site(...options.site)}`);
  server.tool('net', ['registry', 'import', file]);
  if (options.site !== undefined) await mkdir(join(folder, 'C', 'SMS'));
  return {
    ...server,
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true });
    },
  };
}

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SmbServerSettings } from '../smb-server.ts';

/** Writes into Samba's registry what Windows says of itself there, for Samba keeps none of it. */
export function writeComputerRegistry({ folder, computerName, domain, tool }: SmbServerSettings): void {
  const control = 'HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet001\\Control';
  const file = join(folder, 'computer.reg');
  writeFileSync(
    file,
    `Windows Registry Editor Version 5.00

[HKEY_LOCAL_MACHINE\\SYSTEM\\Select]
"Current"=dword:00000001
"Default"=dword:00000001

[${control}\\ComputerName\\ComputerName]
"ComputerName"="${computerName}"

[${control}\\ComputerName\\ActiveComputerName]
"ComputerName"="${computerName}"

[${control}\\Session Manager\\Environment]
"PROCESSOR_ARCHITECTURE"="x86"

[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon]
"CachePrimaryDomain"="${domain}"

`,
  );
  tool('net', ['registry', 'import', file]);
  rmSync(file);
}

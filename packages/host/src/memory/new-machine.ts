import type { RegistryKey } from '@resite/registry';
import { createKey, ensureKey, setValue } from '@resite/registry/keys';
import { defaultSecurityDescriptor } from '@resite/registry/security';
import { dwordValue, fileTime, stringValue } from '@resite/registry/values';
import { diskOf } from './disk.ts';
import { type MachineState, memoryMachine } from './machine.ts';
import type { Drive } from './tree.ts';

export interface NewMachineOptions {
  readonly computerName: string;
  readonly domain: string;
  /** Bytes by upper-case letter; C among them. */
  readonly drives: Readonly<Record<string, number>>;
  /** In ms since 1970: the time of everything on it. */
  readonly now: number;
}

/** A computer on which Windows NT Server 3.51 was just installed, powered on. */
export function newMachine({ computerName, domain, drives, now }: NewMachineOptions): MachineState {
  const lastWrite = fileTime(new Date(now));
  const state: MachineState = {
    power: 'on',
    systemRoot: 'C:\\WINNT35',
    drives: new Map(Object.entries(drives).map(([letter, capacity]) => [letter, emptyDrive(capacity, now)])),
    hives: { SOFTWARE: software(domain, lastWrite), SYSTEM: system(computerName, lastWrite) },
    services: new Map(),
    behaviours: new Map(),
    withoutServiceRight: new Set(),
    events: [],
    lease: undefined,
    fence: 0,
    clockAheadMs: 0,
    lastNumber: 0,
    lastStamp: { ms: now, tick: 0 },
  };
  const machine = memoryMachine(state, { clock: () => now, sleep: async () => {} });
  diskOf(machine, computerName).createFolder(`${state.systemRoot}\\SYSTEM32\\CONFIG`);
  return machine.state;
}

function emptyDrive(capacity: number, now: number): Drive {
  const time = BigInt(now) * 1_000_000n;
  return {
    root: {
      info: { name: '', type: 'directory', size: 0, modified: time, created: time, changed: time, attributes: 0x10 },
      children: new Map(),
    },
    capacity,
    used: 0,
  };
}

function software(domain: string, lastWrite: bigint): RegistryKey {
  const root = { ...createKey('SOFTWARE', { lastWrite }), securityDescriptor: defaultSecurityDescriptor };
  const windowsNt = ensureKey(root, 'Microsoft\\Windows NT\\CurrentVersion', { lastWrite });
  setValue(windowsNt, stringValue('CurrentVersion', '3.51'));
  setValue(windowsNt, stringValue('CSDVersion', 'Service Pack 5'));
  setValue(windowsNt, stringValue('SystemRoot', 'C:\\WINNT35'));
  setValue(ensureKey(windowsNt, 'Winlogon', { lastWrite }), stringValue('CachePrimaryDomain', domain));
  return root;
}

function system(computerName: string, lastWrite: bigint): RegistryKey {
  const root = { ...createKey('SYSTEM', { lastWrite }), securityDescriptor: defaultSecurityDescriptor };
  const ensure = (path: string) => ensureKey(root, path, { lastWrite });
  setValue(ensure('Select'), dwordValue('Current', 1));
  ensure('ControlSet001\\Services');
  const control = 'ControlSet001\\Control';
  setValue(ensure(`${control}\\ComputerName\\ComputerName`), stringValue('ComputerName', computerName));
  setValue(ensure(`${control}\\ProductOptions`), stringValue('ProductType', 'ServerNT'));
  setValue(ensure(`${control}\\Session Manager\\Environment`), stringValue('PROCESSOR_ARCHITECTURE', 'x86'));
  return root;
}

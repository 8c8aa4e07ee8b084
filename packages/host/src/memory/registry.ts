import { ResiteError } from '@resite/errors';
import type { RegistryKey, RegistryValue } from '@resite/registry';
import { checkTree } from '@resite/registry/hive';
import { createKey, findValue, setValue } from '@resite/registry/keys';
import { compareNames, sameName, upcase } from '@resite/registry/names';
import { defaultSecurityDescriptor } from '@resite/registry/security';
import { fileTime } from '@resite/registry/values';
import { diskFull } from '../files/failure.ts';
import { inControlSet } from '../registry/control-set.ts';
import type { HiveRegistry } from '../registry/hive-registry.ts';
import { type MachineState, type MemoryMachine, machineTime, update } from './machine.ts';
import { registryPath } from './paths.ts';

/** The registry of a computer in memory, at once. */
export interface MachineRegistry extends Pick<HiveRegistry, 'read' | 'value' | 'replace' | 'setValue' | 'remove'> {
  /** The key itself, which nobody may change. */
  peek(path: string): RegistryKey | undefined;
  /** A key that is lost when the power goes, as services make them. */
  setVolatileKey(path: string, values: readonly RegistryValue[]): void;
}

/** What was looked for in hives, by path: they do not change, and services are looked at again and again. */
const found = new WeakMap<MachineState['hives'], Map<string, RegistryKey | undefined>>();

export function registryOf(machine: MemoryMachine): MachineRegistry {
  const resolve = (path: string) => inControlSet(registryPath(path), machine.state.hives.SYSTEM);

  const peek = (path: string) => {
    const { hives } = machine.state;
    const known = lookedForIn(hives);
    if (known.has(path)) return known.get(path);
    const { hive, names } = resolve(path);
    let key: RegistryKey | undefined = hives[hive];
    for (const name of names) key = key && findSubkey(key, name);
    known.set(path, key);
    return key;
  };

  const edit = (path: string, time: bigint, change: (key: RegistryKey) => RegistryKey | undefined) => {
    const { hive, names } = resolve(path);
    const { drives, systemRoot, hives } = machine.state;
    const drive = drives.get(upcase(systemRoot[0]!));
    if (drive && drive.used >= drive.capacity) throw diskFull('write', `the hive ${hive} below ${systemRoot}`);
    const root = withKey(hives[hive], names, { time, change })!;
    update(machine, { hives: { ...hives, [hive]: root } });
  };

  const now = () => fileTime(new Date(Math.floor(machineTime(machine))));

  return {
    peek,

    read: path => {
      const key = peek(path);
      return key && copyOf(key);
    },

    value: (path, name) => {
      const key = peek(path);
      const value = key && findValue(key, name);
      return value && { ...value, data: value.data.slice() };
    },

    replace: (path, content) => {
      const stored = storable(content);
      checkTree(stored, { path, depth: registryPath(path).names.length, minorVersion: 3 });
      edit(path, content.lastWrite, ({ name, securityDescriptor }) => ({
        ...stored,
        name,
        securityDescriptor: content.securityDescriptor?.slice() ?? securityDescriptor!,
      }));
    },

    setValue: (path, value) => {
      const time = now();
      const stored = { ...value, data: value.data.slice() };
      checkTree(
        { ...createKey('X', { lastWrite: time }), values: [stored] },
        { path, depth: registryPath(path).names.length, minorVersion: 3 },
      );
      edit(path, time, key => {
        const changed = { ...key, lastWrite: time, values: key.values.map(present => ({ ...present })) };
        setValue(changed, stored);
        return changed;
      });
    },

    remove: path => {
      if (registryPath(path).names.length === 0) {
        throw new ResiteError('PATH_INVALID', `${path} is a whole hive, which cannot be removed`);
      }
      if (peek(path)) edit(path, now(), () => undefined);
    },

    setVolatileKey: (path, values) => {
      const time = now();
      edit(path, time, ({ name }) => ({
        ...createKey(name, { lastWrite: time }),
        volatile: true,
        values: [...values],
      }));
    },
  };
}

function lookedForIn(hives: MachineState['hives']): Map<string, RegistryKey | undefined> {
  const known = found.get(hives) ?? new Map<string, RegistryKey | undefined>();
  found.set(hives, known);
  return known;
}

interface Edit {
  readonly time: bigint;
  /** Gives the key that takes the place of this one; undefined removes it. */
  readonly change: (key: RegistryKey) => RegistryKey | undefined;
}

/** Makes the keys on the way where they are missing; one that gains or loses a subkey has been written to. */
function withKey(key: RegistryKey, names: readonly string[], edit: Edit, depth = 0): RegistryKey | undefined {
  const name = names[depth];
  if (name === undefined) return edit.change(key);
  const index = key.subkeys.findIndex(subkey => sameName(subkey.name, name));
  const present = key.subkeys[index];
  const made = withKey(present ?? newKey(name, edit.time), names, edit, depth + 1);
  const subkeys = [...key.subkeys];
  if (!made) subkeys.splice(index, 1);
  else if (present) subkeys[index] = made;
  else subkeys.splice(placeOf(name, subkeys), 0, made);
  return made && present ? { ...key, subkeys } : { ...key, subkeys, lastWrite: edit.time };
}

function newKey(name: string, lastWrite: bigint): RegistryKey {
  return { ...createKey(name, { lastWrite }), securityDescriptor: defaultSecurityDescriptor };
}

function placeOf(name: string, sorted: readonly RegistryKey[]): number {
  const index = sorted.findIndex(other => compareNames(other.name, name) > 0);
  return index < 0 ? sorted.length : index;
}

function findSubkey(key: RegistryKey, name: string): RegistryKey | undefined {
  return key.subkeys.find(subkey => sameName(subkey.name, name));
}

/** What a hive would hold of a key: a copy without what is volatile, in hive order, each with a security descriptor. */
function storable({ volatile: _, ...key }: RegistryKey): RegistryKey {
  return {
    ...key,
    securityDescriptor: key.securityDescriptor?.slice() ?? defaultSecurityDescriptor,
    values: key.values.map(value => ({ ...value, data: value.data.slice() })),
    subkeys: key.subkeys
      .filter(({ volatile }) => !volatile)
      .sort((a, b) => compareNames(a.name, b.name))
      .map(storable),
  };
}

/** The bytes themselves are shared, to copy them would take most of the time. */
function copyOf(key: RegistryKey): RegistryKey {
  return { ...key, values: key.values.map(value => ({ ...value })), subkeys: key.subkeys.map(copyOf) };
}

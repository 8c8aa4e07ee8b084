import { type MemoryMachine, registryOf } from '@resite/host/memory';
import type { ProcedureEvent } from '@resite/procedure';
import type { RegistryKey } from '@resite/registry';
import { compareNames, sameName } from '@resite/registry/names';
import type { Call } from '../world/call.ts';
import { hostOf, type Typed } from './commands.ts';
import type { RunningStory } from './running-story.ts';

const siteKey = 'HKLM\\SOFTWARE\\Microsoft\\SMS';

/** Looks into the registry of a server when it is saved and when it is restored, whatever anybody says of it. */
export function watchRegistry(running: RunningStory) {
  const { world, seen, lost, story } = running;
  /** By process. */
  const found = new Map<number, Map<string, RegistryKey>>();
  /** By snapshot. */
  const saved = new Map<string, Map<string, RegistryKey>>();
  return {
    onEvent(event: ProcedureEvent, { command, process }: Typed): void {
      if (event.message_type !== 'step_finished' || event.state !== 'done') return;
      const [step, lane] = event.step_id.split('/');
      if (step === 'save-registry' && command.type === 'backup') {
        const site = lane ?? command.sites[0]!;
        const keys = found.get(process.number) ?? new Map<string, RegistryKey>();
        found.set(process.number, keys.set(site, keyOf(world.machines.get(hostOf(site))!)!));
      }
      const site = story.restores;
      if (step !== 'compare' || site === undefined || !lost.has(hostOf(site))) return;
      const before = saved.get(running.restored!)?.get(site);
      const after = keyOf(world.machines.get(hostOf(site))!);
      const different = before && differenceOf(before, after, siteKey);
      if (different !== undefined)
        seen.push({ invariant: 'restored', what: `${different} of ${site} is not as it was saved` });
    },
    onCall({ process, place, operation, subject, way }: Call): void {
      if (place !== 'repository' || operation !== 'commit' || way !== 'back') return;
      saved.set(subject, new Map(found.get(process.number)));
    },
  };
}

const keyOf = (machine: MemoryMachine) => registryOf(machine).peek(siteKey);

/** The first key or value that is not the same, with its class and who may do what with it; undefined when there is none. */
function differenceOf(one: RegistryKey, other: RegistryKey | undefined, path: string): string | undefined {
  if (other === undefined || one.className !== other.className) return path;
  if (!sameBytes(one.securityDescriptor, other.securityDescriptor)) return `who may change ${path}`;
  const byName = (a: { name: string }, b: { name: string }) => compareNames(a.name, b.name);
  const values = [one, other].map(key => key.values.toSorted(byName)) as [RegistryKey['values'], RegistryKey['values']];
  for (const [index, value] of values[0].entries()) {
    const same = values[1][index];
    const isSame = same !== undefined && sameName(same.name, value.name) && same.type === value.type;
    if (!isSame || !sameBytes(value.data, same.data)) return `${path}: ${value.name}`;
  }
  if (values[1].length > values[0].length) return `${path}: a value that was not there`;
  const others = other.subkeys.toSorted(byName);
  for (const [index, key] of one.subkeys.toSorted(byName).entries()) {
    const below = `${path}\\${key.name}`;
    const same = others[index];
    const different = same !== undefined && sameName(same.name, key.name) ? differenceOf(key, same, below) : below;
    if (different !== undefined) return different;
  }
  return others.length > one.subkeys.length ? `${path}: a key that was not there` : undefined;
}

const sameBytes = (one: Uint8Array | undefined, other: Uint8Array | undefined) =>
  one === undefined || other === undefined ? one === other : Buffer.compare(one, other) === 0;

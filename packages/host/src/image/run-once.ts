import { readString, stringValue, valueType } from '@resite/registry/values';
import type { HiveRegistry } from '../registry/hive-registry.ts';

/** Commands that run at the next boot and are then forgotten [NT]; NT 3.5x itself has no such key, NT 4.0 and the lab have. */
const runOnce = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\RunOnce';

/** Adds the command unless it is there: value names are `Resite001`, `Resite002` … in the order in which they were added. */
export function addRunOnce(registry: HiveRegistry, command: string): void {
  const key = registry.read(runOnce) ?? { values: [] };
  if (key.values.some(value => value.type === valueType.string && readString(value) === command)) return;
  const numbers = key.values.map(value => Number(/^resite(\d+)$/i.exec(value.name)?.[1] ?? 0));
  const name = `Resite${String(Math.max(0, ...numbers) + 1).padStart(3, '0')}`;
  registry.setValue(runOnce, stringValue(name, command));
}

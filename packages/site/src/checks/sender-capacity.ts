import type { Host } from '@resite/host';
import type { RegistryKey } from '@resite/registry';
import { sameName } from '@resite/registry/names';
import { type Check, conclude } from './check.ts';

/** What a sender may do at a time: in all, and to one site (Q163379). */
const capacities = ['Maximum Concurrent Sendings', 'Maximum Concurrent Site Sendings'];

/** A sender with a capacity of 0 never sends. `key` is that of the site. */
export function senderCapacity(key: RegistryKey | undefined): Check {
  const components = key?.subkeys.find(({ name }) => sameName(name, 'Components'))?.subkeys ?? [];
  return ofSenders('sender-capacity', components);
}

/** Of the LAN sender alone: it is asked again and again, and over a network all components would take long. */
export async function restoredSenderCapacity(host: Host, registryKey: string): Promise<Check> {
  const sender = await host.registry.read(`${registryKey}\\Components\\SMS_LAN_SENDER`);
  return ofSenders('restored-sender-capacity', sender === undefined ? [] : [sender]);
}

function ofSenders(id: 'sender-capacity' | 'restored-sender-capacity', components: readonly RegistryKey[]): Check {
  const none = components.flatMap(({ name, values }) =>
    values
      .filter(value => capacities.some(capacity => sameName(capacity, value.name)) && isZero(value.data))
      .map(value => `${value.name} of ${name} is 0`),
  );
  return conclude({ id, good: none.length === 0, found: none.join(', ') || 'none of 0' });
}

const isZero = (data: Uint8Array) => data.length === 4 && data.every(byte => byte === 0);

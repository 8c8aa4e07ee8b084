import { ensureSigningKey, findSigningKey, setAsideSigningKey } from '@resite/procedure/keys';
import { addTrustedKey } from '../../config/edit-keys.ts';
import { loadConfig } from '../../config/load.ts';
import type { Context } from '../../context.ts';
import { keyNameOf, trustedKeys } from './own-key.ts';

/** The old private half is moved aside and never removed; its public half stays trusted until somebody retires it. */
export async function createKey(
  { emit, options }: Context,
  { name: typed, new: another = false }: { name?: string; new?: boolean },
): Promise<void> {
  let config = await loadConfig(options.config);
  const old = await findSigningKey(config.state);
  const known = config.trustedKeys?.find(({ publicKey }) => publicKey === old?.publicKey);
  if (old !== undefined && (another || known?.retired !== undefined)) {
    // A file of an earlier version trusts the key that is there without naming it: now it must be named.
    for (const { name, publicKey } of config.trustedKeys === undefined ? trustedKeys(config, old) : [])
      await addTrustedKey(config.file, { name, publicKey });
    emit({ message_type: 'note', text: `Moved the earlier key to ${await setAsideSigningKey(old)}` });
    config = await loadConfig(options.config);
  }
  const { publicKey, fingerprint, file, isNew } = await ensureSigningKey(config.state);
  const already = config.trustedKeys?.find(key => key.publicKey === publicKey);
  const taken = (config.trustedKeys ?? []).map(key => key.name);
  const name = already?.name ?? typed ?? freeName(keyNameOf(), taken);
  if (already === undefined) await addTrustedKey(config.file, { name, publicKey });
  emit({ message_type: 'signing_key', name, fingerprint, file, is_new: isNew });
}

function freeName(name: string, taken: readonly string[]): string {
  for (let number = 1; ; number++) {
    const free = number === 1 ? name : `${name}-${number}`;
    if (!taken.includes(free)) return free;
  }
}

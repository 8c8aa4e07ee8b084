import { defined } from '@resite/errors';
import { findSigningKey, fingerprintOf } from '@resite/procedure/keys';
import { loadConfig } from '../../config/load.ts';
import type { Context } from '../../context.ts';
import { trustedKeys } from './own-key.ts';

export async function listKeys({ emit, options }: Context): Promise<void> {
  const config = await loadConfig(options.config);
  const own = await findSigningKey(config.state);
  const keys = trustedKeys(config, own).map(({ name, publicKey, retired }) => ({
    name,
    fingerprint: fingerprintOf(publicKey),
    state: retired === undefined ? ('trusted' as const) : ('retired' as const),
    ...defined({ retired }),
    own: publicKey === own?.publicKey,
  }));
  emit({
    message_type: 'signing_keys',
    keys,
    own: own === undefined ? null : own.fingerprint,
    in_file: config.trustedKeys !== undefined,
  });
}

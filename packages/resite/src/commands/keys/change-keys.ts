import { readFile } from 'node:fs/promises';
import { isSystemError, ResiteError } from '@resite/errors';
import { findSigningKey, fingerprintOf, type PublicKey, parsePublicKey } from '@resite/procedure/keys';
import { addTrustedKey, retireTrustedKey } from '../../config/edit-keys.ts';
import { loadConfig } from '../../config/load.ts';
import type { Context } from '../../context.ts';
import { plainPath } from '../../plain-path.ts';
import { trustedKeys } from './own-key.ts';

export async function addKey({ emit, options }: Context, typed: string, { name }: { name: string }): Promise<void> {
  const config = await loadConfig(options.config);
  const key = parsePublicKey(typed) ?? (await readPublicKey(plainPath(typed)));
  const same = config.trustedKeys?.find(({ publicKey }) => publicKey === key.publicKey);
  if (same !== undefined) {
    throw new ResiteError('SIGNING_KEY_EXISTS', `${config.file} has this key already, as ${same.name}`, {
      hint:
        same.retired === undefined ? 'It is trusted.' : `It was retired. To trust it again, remove "retired" there.`,
    });
  }
  // With the first name in the file, what is not named there counts no more.
  if (config.trustedKeys === undefined) {
    const own = await findSigningKey(config.state);
    for (const known of trustedKeys(config, own)) await addTrustedKey(config.file, known);
  }
  await addTrustedKey(config.file, { name, publicKey: key.publicKey });
  emit({ message_type: 'signing_key_changed', change: 'added', name, fingerprint: key.fingerprint });
}

export async function retireKey({ emit, options }: Context, typed: string): Promise<void> {
  const config = await loadConfig(options.config);
  const own = await findSigningKey(config.state);
  const keys = trustedKeys(config, own);
  const key = keys.find(({ name, publicKey }) => name === typed || fingerprintOf(publicKey) === typed);
  if (key === undefined) {
    throw new ResiteError('SIGNING_KEY_MISSING', `${config.file} has no key ${typed}`, {
      hint: 'resite keys lists names and fingerprints.',
    });
  }
  if (config.trustedKeys === undefined) await addTrustedKey(config.file, key);
  if (key.retired === undefined) {
    await retireTrustedKey(config.file, { name: key.name, retired: new Date().toISOString().slice(0, 10) });
  }
  const fingerprint = fingerprintOf(key.publicKey);
  emit({ message_type: 'signing_key_changed', change: 'retired', name: key.name, fingerprint });
  if (key.publicKey === own?.publicKey) {
    const text = 'It is the key of this installation: what it signs from now on is refused. Type: resite keys create';
    emit({ message_type: 'warning', text });
  }
}

/** `SIGNING_KEY_INVALID` when the file holds none. A private key is not taken: nothing is to get used to giving it away. */
export async function readPublicKey(path: string): Promise<PublicKey> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (!isSystemError(error, 'ENOENT', 'EISDIR', 'EACCES', 'ENOTDIR', 'ENAMETOOLONG')) throw error;
    throw new ResiteError(error.code === 'EACCES' ? 'FILE_ACCESS' : 'FILE_MISSING', `there is no public key ${path}`, {
      hint: 'Give a PEM file, or the line between its first and its last: resite.yaml of the other installation has it.',
      cause: error,
    });
  }
  const key = parsePublicKey(text);
  if (key !== undefined) return key;
  throw new ResiteError('SIGNING_KEY_INVALID', `${path} holds no Ed25519 public key`, {
    hint: 'It begins with -----BEGIN PUBLIC KEY-----. The private half stays where it was made.',
  });
}

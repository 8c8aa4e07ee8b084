import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError, ResiteError } from '@resite/errors';
import { disk } from '@resite/filesystem/disk';
import { at } from '@resite/filesystem/port';
import { refuseUnsafe } from '../access/refuse-unsafe.ts';
import type { ProcedureRemedy } from '../remedy/remedy.ts';
import { type PublicKey, publicKeyOf } from './public-key.ts';

/** The Ed25519 key pair of this installation: it signs the snapshots that are made here, and the evidence of rehearsals. */
export interface SigningKey extends PublicKey {
  /** Path of the private half. */
  readonly file: string;
  /** 64 bytes, as `openssl pkeyutl -verify -rawin` takes them. */
  sign(data: Uint8Array): Buffer;
}

/** Names in the state folder. Earlier versions had a key for evidence alone: it goes on as the key for everything. */
const privateName = 'signing-key.pem';
const earlierName = 'evidence-key.pem';

/**
 * The key of the state folder; undefined when there is none. `SECRET_UNREADABLE` when its file holds no such key,
 * `CONFIG_UNSAFE` when somebody else may change it.
 */
export async function findSigningKey(state: string): Promise<SigningKey | undefined> {
  const key = (await readKey(join(state, privateName))) ?? (await readKey(join(state, earlierName)));
  if (key !== undefined) await refuseUnsafe('the signing key', key.file, { isPrivate: true });
  return key;
}

/** The key of the state folder, made now when there is none: readable only by this user. */
export async function ensureSigningKey(state: string): Promise<SigningKey & { readonly isNew: boolean }> {
  const known = await findSigningKey(state);
  if (known !== undefined) return { ...known, isNew: false };
  await at(disk).makeFolder(state);
  const path = join(state, privateName);
  const isNew = await makeKey(path);
  const key = await readKey(path);
  if (key === undefined) throw new ResiteError('SECRET_UNREADABLE', `${path} was removed while it was made`);
  return { ...key, isNew };
}

/** Moves the key aside, so that the next one can be made. Returns where it is now. */
export async function setAsideSigningKey({ file, fingerprint }: SigningKey): Promise<string> {
  const mark = fingerprint.replace(/^SHA256:/, '').replaceAll(/[^A-Za-z0-9]/g, '');
  const aside = file.replace(/\.pem$/, `-${mark.slice(0, 12)}.old.pem`);
  await rename(file, aside);
  return aside;
}

/** The key in this file; undefined when there is no file. */
export async function readKey(file: string): Promise<SigningKey | undefined> {
  let pem: string;
  try {
    pem = (await at(disk).read(file)).toString();
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    if (!isSystemError(error, 'EACCES', 'EISDIR')) throw error;
    throw unreadable(file);
  }
  const key = parseKey(pem, file);
  return { ...publicKeyOf(createPublicKey(key)), file, sign: data => sign(null, data, key) };
}

/** False when another process was faster; a half-written key is never seen under the name. */
function makeKey(path: string): Promise<boolean> {
  const { privateKey } = generateKeyPairSync('ed25519');
  return at(disk).create(path, privateKey.export({ type: 'pkcs8', format: 'pem' }));
}

function parseKey(pem: string, file: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // The cause could show a part of the key.
  }
  throw unreadable(file);
}

const unreadable = (file: string) =>
  new ResiteError('SECRET_UNREADABLE', `${file} holds no private key that can be read`, {
    remedy: { kind: 'replace-signing-key' } satisfies ProcedureRemedy,
  });

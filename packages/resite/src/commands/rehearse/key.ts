import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError, ResiteError } from '@resite/errors';

/** The Ed25519 key pair that evidence is signed with: made once, in the state folder. */
export interface SigningKey {
  /** SubjectPublicKeyInfo, PEM. */
  readonly publicKey: string;
  /** `SHA256:` and base64 of the public key's DER form: short enough to write down. */
  readonly fingerprint: string;
  /** True when it was made just now. */
  readonly isNew: boolean;
  /** 64 bytes, as `openssl pkeyutl -verify -rawin` takes them. */
  sign(data: Uint8Array): Buffer;
}

const privateName = 'evidence-key.pem';
export const publicKeyName = 'evidence-key.pub.pem';

/** Reads the key pair, or makes it: the private key is readable only by this user and never leaves the folder. */
export async function signingKey(state: string): Promise<SigningKey> {
  await mkdir(state, { recursive: true, mode: 0o700 });
  const path = join(state, privateName);
  const isNew = (await readIfAny(path)) === undefined && (await makeKey(path));
  const key = parseKey(await readFile(path, 'utf8'), path);
  const publicKey = createPublicKey(key);
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  await writeFile(join(state, publicKeyName), pem, { mode: 0o600 });
  return { publicKey: pem, fingerprint: fingerprintOf(publicKey), isNew, sign: data => sign(null, data, key) };
}

/** The public key of a PEM file; `EVIDENCE_INVALID` when it holds none. */
export async function readPublicKey(path: string): Promise<{ key: KeyObject; fingerprint: string }> {
  try {
    const key = createPublicKey(await readFile(path, 'utf8'));
    return { key, fingerprint: fingerprintOf(key) };
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) throw error;
    throw new ResiteError('EVIDENCE_INVALID', `${path} holds no public key`, {
      hint: `Give the file ${publicKeyName} of the state folder that the rehearsal was made with.`,
      cause: error,
    });
  }
}

export const isSignedBy = (key: KeyObject, data: Uint8Array, signature: Uint8Array): boolean =>
  key.asymmetricKeyType === 'ed25519' && verify(null, data, key, signature);

/** False when another process was faster; a half-written key is never seen under the name. */
async function makeKey(path: string): Promise<boolean> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const temporary = `${path}-tmp-${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(temporary, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flush: true });
    await link(temporary, path);
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

function parseKey(pem: string, path: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    // The cause could show a part of the key.
    throw new ResiteError('SECRET_UNREADABLE', `${path} holds no private key`, {
      hint: 'Move it aside: the next rehearsal makes a new one. What was signed before needs the public key of then.',
    });
  }
}

const fingerprintOf = (key: KeyObject) =>
  `SHA256:${createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('base64')
    .replace(/=+$/, '')}`;

async function readIfAny(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

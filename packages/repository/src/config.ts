import { randomBytes } from 'node:crypto';
import { isResiteError, ResiteError } from '@resite/errors';
import type { Backend } from './backend/backend.ts';
import { isChunkerPolynomial, type Polynomial, randomPolynomial } from './chunker/polynomial.ts';
import type { Sealer } from './crypto/seal.ts';

export interface Config {
  version: 1 | 2;
  id: string;
  polynomial: Polynomial;
}

export function newConfig(): Config {
  return { version: 2, id: randomBytes(32).toString('hex'), polynomial: randomPolynomial() };
}

/** The config is sealed but never compressed. */
export async function saveConfig(backend: Backend, sealer: Sealer, { version, id, polynomial }: Config): Promise<void> {
  const plaintext = JSON.stringify({ version, id, chunker_polynomial: polynomial.toString(16) });
  await backend.save('config', '', [sealer.seal(Buffer.from(plaintext))]);
}

/** `REPOSITORY_DAMAGED` or `REPOSITORY_UNSUPPORTED` when it is not one to work with. */
export async function loadConfig(backend: Backend, sealer: Sealer): Promise<Config> {
  const plaintext = sealer.open(await backend.load('config', ''));
  if (plaintext === undefined) throw damaged(backend);
  const stored = JSON.parse(plaintext.toString()) as { version: number; id: string; chunker_polynomial: string };
  if (stored.version !== 1 && stored.version !== 2) {
    throw new ResiteError('REPOSITORY_UNSUPPORTED', `${backend.location} has the format version ${stored.version}`, {
      hint: 'Resite reads and writes the versions 1 and 2 of the restic repository format.',
    });
  }
  const polynomial = BigInt(`0x${stored.chunker_polynomial}`);
  if (!isChunkerPolynomial(polynomial)) throw damaged(backend);
  return { version: stored.version, id: stored.id, polynomial };
}

/** Whether there is a repository at all. */
export async function hasConfig(backend: Backend): Promise<boolean> {
  try {
    return (await backend.list('config')).length > 0;
  } catch (error) {
    if (isResiteError(error, 'FILE_MISSING')) return false;
    throw error;
  }
}

function damaged(backend: Backend): ResiteError {
  return new ResiteError('REPOSITORY_DAMAGED', `the config of ${backend.location} is damaged`, {
    hint: 'Put the file `config` back from a copy of the repository.',
  });
}

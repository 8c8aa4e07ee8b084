import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isSystemError, ResiteError } from '@resite/errors';
import type { Context } from '../../context.ts';
import { configIfAny } from '../../repository-access.ts';
import { isSignedBy, publicKeyName, readPublicKey } from './key.ts';

export async function verifyEvidence(
  context: Context,
  typed: string,
  { publicKey: trusted }: { publicKey?: string },
): Promise<void> {
  const file = resolve(typed);
  const data = await read(file, 'Give evidence.json or evidence.html of a rehearsal.');
  const signature = await read(
    `${file}.sig`,
    'Copy the whole folder of a rehearsal: a signature lies beside each file.',
  );
  const { key, fingerprint, place } = await trustedKey(context, file, trusted);
  if (!isSignedBy(key, data, signature)) {
    throw new ResiteError('EVIDENCE_INVALID', `${file} is not what ${fingerprint} has signed`, {
      hint: 'It was changed after it was written, or signed with another key. Take it for no evidence; rehearse again.',
    });
  }
  context.emit({
    message_type: 'evidence_verified',
    file,
    key: fingerprint,
    trusted: place !== 'beside',
    ...summary(file, data),
  });
}

/** Which key is believed: one that was named, else that of the state folder, else the one beside the evidence, which proves little. */
async function trustedKey(context: Context, file: string, named: string | undefined) {
  if (named !== undefined) return { ...(await need(resolve(named))), place: 'named' as const };
  const state = (await configIfAny(context.options))?.state;
  if (state !== undefined) {
    const own = await readPublicKey(join(state, publicKeyName)).catch(absent);
    if (own !== undefined) return { ...own, place: 'state' as const };
  }
  return { ...(await need(join(dirname(file), publicKeyName))), place: 'beside' as const };
}

async function need(path: string) {
  const key = await readPublicKey(path).catch(absent);
  if (key !== undefined) return key;
  throw new ResiteError('FILE_MISSING', `there is no public key ${path}`, {
    hint: `Name the one that you trust with --public-key; it is ${publicKeyName} of the state folder.`,
  });
}

function absent(error: unknown): undefined {
  if (isSystemError(error, 'ENOENT')) return undefined;
  throw error;
}

async function read(path: string, hint: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if (!isSystemError(error, 'ENOENT', 'EISDIR', 'EACCES', 'ENOTDIR')) throw error;
    throw new ResiteError(error.code === 'EACCES' ? 'FILE_ACCESS' : 'FILE_MISSING', `cannot read ${path}`, {
      hint,
      cause: error,
    });
  }
}

/** What the signed file says; only JSON is read, after its signature was found good. */
function summary(file: string, data: Buffer) {
  if (!file.endsWith('.json')) return {};
  const { result, run, ended, snapshot } = JSON.parse(data.toString()) as {
    result: 'passed' | 'failed';
    run: string;
    ended: string;
    snapshot: { id: string };
  };
  return { result, run, ended, snapshot: snapshot.id };
}

import { open } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isSystemError, ResiteError } from '@resite/errors';
import type { PublicKey, TrustedKey } from '@resite/procedure';
import { fingerprintOf, isSignedBy, parsePublicKey } from '@resite/procedure/snapshot/public-key';
import { findSigningKey } from '@resite/procedure/snapshot/signing-key';
import { isEvidencePage, parseEvidence } from '@resite/rehearsal/evidence-schema';
import { publicKeyName } from '@resite/rehearsal/public-key-name';
import type { Context } from '../../context.ts';
import { configIfAny } from '../../repository-access.ts';
import { readPublicKey } from '../keys/change-keys.ts';
import { trustedKeys } from '../keys/own-key.ts';

/** Bytes of evidence at most; that of a site has some ten thousand. */
const largest = 32 * 2 ** 20;

/** Good only when a key that is trusted here has signed it: one that lies beside the evidence proves nothing. */
export async function verifyEvidence(
  context: Context,
  typed: string,
  { publicKey: named }: { publicKey?: string },
): Promise<void> {
  const file = resolve(typed);
  const data = await read(file, 'Give evidence.json or evidence.html of a rehearsal.');
  const signature = await read(
    `${file}.sig`,
    'Copy the whole folder of a rehearsal: a signature lies beside each file.',
  );
  const keys = await trusted(context, named);
  const by = (key: Pick<PublicKey, 'publicKey'>) => isSignedBy(key, data, signature);
  const signer = keys.find(key => key.retired === undefined && by(key));
  if (signer === undefined) throw await refusal(file, by, keys, named !== undefined);
  const fingerprint = fingerprintOf(signer.publicKey);
  context.emit({
    message_type: 'evidence_verified',
    file,
    key: fingerprint,
    name: signer.name,
    trusted: true,
    ...summary(file, data, fingerprint),
  });
}

/** A key that was named counts alone. */
async function trusted(context: Context, named: string | undefined): Promise<readonly TrustedKey[]> {
  if (named !== undefined) return [{ name: named, publicKey: (await readPublicKey(resolve(named))).publicKey }];
  const config = await configIfAny(context.options);
  return config === undefined ? [] : trustedKeys(config, await findSigningKey(config.state));
}

/** Whether nobody here knows the key, or nobody at all has signed this. */
async function refusal(
  file: string,
  by: (key: Pick<PublicKey, 'publicKey'>) => boolean,
  keys: readonly TrustedKey[],
  isNamed: boolean,
): Promise<ResiteError> {
  const retired = keys.find(by);
  if (retired !== undefined) {
    return new ResiteError(
      'EVIDENCE_UNTRUSTED',
      `${file} is signed by the retired key ${retired.name} ${fingerprintOf(retired.publicKey)}`,
      { hint: 'Whoever has a retired key can sign anything, with any date. Rehearse again.' },
    );
  }
  const beside = await besides(file);
  if (beside !== undefined && !isNamed && by(beside)) {
    return new ResiteError(
      'EVIDENCE_UNTRUSTED',
      `${file} is signed by a key that is not trusted here, ${beside.fingerprint}`,
      {
        hint:
          'The key came with the evidence, and proves nothing by itself. Compare the fingerprint with the one that its owner wrote ' +
          'down; then name the key with --public-key FILE, or type: resite keys add FILE --name NAME',
      },
    );
  }
  const [key] = keys;
  const whose = isNamed && key !== undefined ? fingerprintOf(key.publicKey) : 'any key that is known here';
  return new ResiteError('EVIDENCE_INVALID', `${file} is not what ${whose} has signed`, {
    hint: 'It was changed after it was written, or signed with another key. Take it for no evidence; rehearse again.',
  });
}

async function besides(file: string): Promise<PublicKey | undefined> {
  try {
    return parsePublicKey((await read(join(dirname(file), publicKeyName), '')).toString());
  } catch (error) {
    if (error instanceof ResiteError) return undefined;
    throw error;
  }
}

async function read(path: string, hint: string): Promise<Buffer> {
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    if (size > largest) throw new ResiteError('EVIDENCE_INVALID', `${path} is larger than evidence is`, { hint });
    return await file.readFile();
  } catch (error) {
    if (!isSystemError(error, 'ENOENT', 'EISDIR', 'EACCES', 'ENOTDIR')) throw error;
    throw new ResiteError(error.code === 'EACCES' ? 'FILE_ACCESS' : 'FILE_MISSING', `cannot read ${path}`, {
      hint,
      cause: error,
    });
  }
}

/** What the signed file says. The same key signs snapshots: that is no evidence. */
function summary(file: string, data: Buffer, key: string) {
  if (isEvidencePage(data)) return {};
  const evidence = parseEvidence(data);
  if (evidence === undefined || evidence.key !== key) {
    throw new ResiteError('EVIDENCE_INVALID', `${file} is signed, and is no evidence of a rehearsal`, {
      hint: 'Give evidence.json or evidence.html of a rehearsal.',
    });
  }
  const { result, run, ended, snapshot } = evidence;
  return { result, run, ended, snapshot: snapshot.id };
}

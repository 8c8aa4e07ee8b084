import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isSystemError, ResiteError } from '@resite/errors';
import type { PublicKey, TrustedKey } from '@resite/procedure';
import { fingerprintOf, isSignedBy, parsePublicKey } from '@resite/procedure/keys';
import { isEvidencePage, parseEvidence } from './evidence-schema.ts';
import { publicKeyName } from './public-key-name.ts';
import type { RehearsalRemedy } from './remedy.ts';

/** Bytes of evidence at most; that of a site has some ten thousand. */
const largest = 32 * 2 ** 20;

/** Whose evidence is believed: that of the trusted keys, or of one key that a person has named. */
export type EvidenceKeys = { readonly trusted: readonly TrustedKey[] } | { readonly only: TrustedKey };

/** What was found of evidence that is good. A page says nothing to programs: of it, only who has signed it is known. */
export type VerifiedEvidence = Signed & (Stated | Nothing);

interface Signed {
  readonly file: string;
  /** Fingerprint of the key that has signed it. */
  readonly key: string;
  /** What that key is called here. */
  readonly name: string;
}

interface Stated {
  readonly result: 'passed' | 'failed';
  readonly run: string;
  readonly ended: string;
  /** Full ID. */
  readonly snapshot: string;
}

type Nothing = { readonly [K in keyof Stated]?: never };

/**
 * Good only when a key that is believed has signed it: one that lies beside the evidence proves nothing. Otherwise
 * `EVIDENCE_UNTRUSTED`, or `EVIDENCE_INVALID` when nobody known has signed this.
 */
export async function verifyEvidence(file: string, believed: EvidenceKeys): Promise<VerifiedEvidence> {
  const data = await read(file, 'Give evidence.json or evidence.html of a rehearsal.');
  const signature = await read(
    `${file}.sig`,
    'Copy the whole folder of a rehearsal: a signature lies beside each file.',
  );
  const keys = 'only' in believed ? [believed.only] : believed.trusted;
  const by = (key: Pick<PublicKey, 'publicKey'>) => isSignedBy(key, data, signature);
  const signer = keys.find(key => key.retired === undefined && by(key));
  if (signer === undefined) throw await refusal(file, by, keys, 'only' in believed);
  const key = fingerprintOf(signer.publicKey);
  return { file, key, name: signer.name, ...summary(file, data, key) };
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
        remedy: { kind: 'compare-key' } satisfies RehearsalRemedy,
      },
    );
  }
  const [key] = keys;
  const whose = isNamed && key !== undefined ? fingerprintOf(key.publicKey) : 'any key that is known here';
  return new ResiteError('EVIDENCE_INVALID', `${file} is not what ${whose} has signed`, {
    hint: 'Somebody changed it after it was written, or signed it with another key. Do not accept it as evidence; rehearse again.',
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
function summary(file: string, data: Buffer, key: string): Stated | Nothing {
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

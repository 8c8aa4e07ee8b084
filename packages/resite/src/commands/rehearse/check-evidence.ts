import { findSigningKey } from '@resite/procedure/keys';
import { type EvidenceKeys, verifyEvidence } from '@resite/rehearsal/verify-evidence';
import type { Context } from '../../context.ts';
import { plainPath } from '../../plain-path.ts';
import { configIfAny } from '../../repository-access.ts';
import { readPublicKey } from '../keys/change-keys.ts';
import { trustedKeys } from '../keys/own-key.ts';

export async function checkEvidence(
  context: Context,
  typed: string,
  { publicKey: named }: { publicKey?: string },
): Promise<void> {
  const verified = await verifyEvidence(plainPath(typed), await believed(context, named));
  context.emit({ message_type: 'evidence_verified', trusted: true, ...verified });
}

/** A key that was named counts alone. */
async function believed(context: Context, named: string | undefined): Promise<EvidenceKeys> {
  if (named !== undefined)
    return { only: { name: named, publicKey: (await readPublicKey(plainPath(named))).publicKey } };
  const config = await configIfAny(context.options);
  return { trusted: config === undefined ? [] : trustedKeys(config, await findSigningKey(config.state)) };
}

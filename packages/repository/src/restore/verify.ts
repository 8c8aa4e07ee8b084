import { ResiteError } from '@resite/errors';
import type { BlobIndex } from '../blob-index/blob-index.ts';
import type { Existing } from '../contract/target.ts';
import { piecesOf, wrongPieces } from './pieces.ts';
import type { PlannedNode } from './plan.ts';
import { metadataDifference } from './same-metadata.ts';

export interface VerifyParts<F> {
  existing: Existing<F>;
  index: BlobIndex;
  breathe(): Promise<void>;
}

/** Reads what was restored and compares it with the snapshot: metadata, and every piece of content with its hash. */
export async function verifyNode<F>(
  { existing, index, breathe }: VerifyParts<F>,
  parent: F,
  { path, node }: PlannedNode,
): Promise<void> {
  const there = existing.look(parent, node);
  const difference = there === undefined ? 'presence' : metadataDifference(there, node);
  if (difference !== undefined) throw differs(path, difference);
  if (node.type !== 'file') return;
  const content = existing.content(parent, node);
  const pieces = piecesOf(node, index);
  if (content === undefined || pieces === undefined) throw differs(path, 'content');
  try {
    const wrong = content.size === Number(node.size ?? 0n) ? await wrongPieces(pieces, content, breathe) : pieces;
    if (wrong.length > 0 || content.size !== Number(node.size ?? 0n)) throw differs(path, 'content');
  } finally {
    content.close();
  }
}

function differs(path: string, what: string): ResiteError {
  return new ResiteError(
    'RESTORE_PARTIAL',
    `read back after the restore, ${path} differs from the snapshot in its ${what}`,
    {
      hint: 'Another program may have changed it meanwhile. If none has, check the disk. Restore again to write what differs.',
    },
  );
}

import { isResiteError, isSystemError } from '@resite/errors';
import type { BlobIndex } from '../blob-index/blob-index.ts';
import type { NodeMetadata, TreeNode } from '../contract/node.ts';
import type { Overwrite, RestoredEntry } from '../contract/restore.ts';
import type { Existing, ExistingContent } from '../contract/target.ts';
import { type Piece, piecesOf, wrongPieces } from './pieces.ts';
import { metadataDifference } from './same-metadata.ts';

/** What a restore has to do about a node. */
export interface Task {
  action: Exclude<RestoredEntry['action'], 'deleted'>;
  /** Whether something of the same kind is there, which gets the node's metadata. */
  existed: boolean;
  /** Pieces of a file to write; undefined for all of its content. */
  missing: readonly Piece[] | undefined;
  /** Whether to keep the content that is there where it is right. */
  reuse: boolean;
  /** Bytes of the content that is reused. */
  sizeBefore: number;
}

export interface SurveyParts<F> {
  index: BlobIndex;
  existing: Existing<F> | undefined;
  overwrite: Overwrite;
  breathe(): Promise<void>;
}

/** Finds out what to do about a node in a folder; the folder is undefined when it is not there yet. Changes nothing. */
export async function surveyNode<F>(parts: SurveyParts<F>, parent: F | undefined, node: TreeNode): Promise<Task> {
  const { existing, overwrite } = parts;
  const fresh = (action: Task['action']): Task => ({
    action,
    existed: false,
    missing: node.type === 'file' ? undefined : [],
    reuse: false,
    sizeBefore: 0,
  });
  const there = parent === undefined ? undefined : existing?.look(parent, node);
  if (there !== undefined && isSpared(overwrite, there, node)) {
    return { action: 'skipped', existed: true, missing: [], reuse: false, sizeBefore: 0 };
  }
  if (there?.type !== node.type && (there !== undefined || node.type !== 'file'))
    return fresh(there ? 'updated' : 'created');
  if (node.type === 'dir') return untouched(there!, node);
  if (node.type !== 'file') return differs(there!, node) ? fresh('updated') : untouched(there!, node);
  if (there !== undefined && overwrite === 'if-changed' && looksSame(there, node)) return untouched(there, node);
  return (await surveyContent(parts, parent, node, there)) ?? fresh(there ? 'updated' : 'created');
}

/** Undefined when nothing of the content can be used. */
async function surveyContent<F>(
  { index, existing, breathe }: SurveyParts<F>,
  parent: F | undefined,
  node: TreeNode,
  there: NodeMetadata | undefined,
): Promise<Task | undefined> {
  const content = parent === undefined ? undefined : readable(() => existing?.content(parent, node));
  if (content === undefined) return undefined;
  try {
    const pieces = piecesOf(node, index);
    if (pieces === undefined) return undefined;
    const missing = await wrongPieces(pieces, content, breathe);
    if (missing.length === 0 && !content.unfinished && content.size === Number(node.size ?? 0n)) {
      return content.reusable || (node.links ?? 1n) > 1n ? untouched(there!, node) : undefined;
    }
    if (!content.reusable || missing.length === pieces.length) return undefined;
    const action = there === undefined ? 'created' : 'updated';
    return { action, existed: true, missing, reuse: true, sizeBefore: content.size };
  } finally {
    content.close();
  }
}

/** A file that its owner may not read is written anew. */
function readable(open: () => ExistingContent | undefined): ExistingContent | undefined {
  try {
    return open();
  } catch (error) {
    if (!isSystemError(error, 'EACCES')) throw error;
    return undefined;
  }
}

function untouched(there: NodeMetadata, node: TreeNode): Task {
  const action = differs(there, node) ? 'updated' : 'unchanged';
  return { action, existed: true, missing: [], reuse: false, sizeBefore: 0 };
}

/** What its owner may not read may be anything. */
function differs(there: NodeMetadata, node: TreeNode): boolean {
  try {
    return metadataDifference(there, node) !== undefined;
  } catch (error) {
    if (!isResiteError(error, 'FILE_ACCESS')) throw error;
    return true;
  }
}

/** A restore always takes over folders; `overwrite` decides about their metadata only. */
function isSpared(overwrite: Overwrite, there: NodeMetadata, node: TreeNode): boolean {
  return overwrite === 'never' || (overwrite === 'if-newer' && there.modified >= node.modified);
}

const looksSame = (there: NodeMetadata, { size, modified }: TreeNode) =>
  there.size === (size ?? 0n) && there.modified === modified;

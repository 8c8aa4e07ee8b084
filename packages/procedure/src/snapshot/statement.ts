import { z } from 'zod';
import { publicKeyPattern } from './public-key.ts';

/** What a signature of a snapshot says: that this installation has made exactly this. */
export interface SnapshotStatement {
  readonly schema: 1;
  /** Site code. */
  readonly site: string;
  readonly run: string;
  readonly hostname: string;
  /** Of the snapshot, RFC 3339. */
  readonly time: string;
  /** Every entry at the top of the snapshot but `.resite`, by name. */
  readonly entries: readonly StatedEntry[];
  /** Every other file below `.resite`, by path. */
  readonly files: readonly StatedFile[];
}

export interface StatedEntry {
  readonly name: string;
  /** ID of its tree: it covers everything below (restic names a tree by the SHA-256 of its content). */
  readonly tree: string;
  /** SHA-256 of the entry itself as restic stores it in the tree above: times and attributes of the folder. */
  readonly sha256: string;
}

export interface StatedFile {
  /** With slashes, below `.resite`. */
  readonly path: string;
  readonly sha256: string;
}

/** Nothing else that the same key signs begins so: evidence of a rehearsal begins with `{` or `<`. */
const firstLine = 'resite snapshot statement 1\n';

/** Bytes of signature.json at most. */
export const largestSignature = 64 * 1024;

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const text = z.string().max(1024);
const statementSchema = z.strictObject({
  schema: z.literal(1),
  site: text,
  run: text,
  hostname: text,
  time: text.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/),
  entries: z.array(z.strictObject({ name: text, tree: hash, sha256: hash })).max(1000),
  files: z.array(z.strictObject({ path: text, sha256: hash })).max(1000),
});

const signatureSchema = z.strictObject({
  schema: z.literal(1),
  statement: z.string(),
  signature: z.string().regex(/^[A-Za-z0-9+/]{85}[AQgw]==$/),
  publicKey: z.string().regex(publicKeyPattern),
});

/** `/.resite/signature.json`: the statement as it was signed, the signature, and the key to check it with. */
export type SignatureFile = z.infer<typeof signatureSchema>;

/** The bytes that are signed. One statement has one form: keys in this order, lists by name, no white space. */
export function encodeStatement({ site, run, hostname, time, entries, files }: SnapshotStatement): string {
  const json = {
    schema: 1,
    site,
    run,
    hostname,
    time,
    entries: entries.map(({ name, tree, sha256 }) => ({ name, tree, sha256 })).sort((a, b) => order(a.name, b.name)),
    files: files.map(({ path, sha256 }) => ({ path, sha256 })).sort((a, b) => order(a.path, b.path)),
  };
  return `${firstLine}${JSON.stringify(json)}\n`;
}

/** Undefined for whatever {@link encodeStatement} would not have written. */
export function parseStatement(signed: string): SnapshotStatement | undefined {
  if (!signed.startsWith(firstLine)) return undefined;
  const read = statementSchema.safeParse(parseJson(signed.slice(firstLine.length)));
  return read.success && encodeStatement(read.data) === signed ? read.data : undefined;
}

export const encodeSignature = (file: SignatureFile): Buffer => Buffer.from(`${JSON.stringify(file, undefined, 2)}\n`);

export function parseSignature(data: Buffer): SignatureFile | undefined {
  return signatureSchema.safeParse(parseJson(data.toString())).data;
}

const order = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

import type { Repository } from '@resite/repository';
import { filesBelow, hashFile, sha256, topEntries } from './content.ts';
import type { SigningKey } from './signing-key.ts';
import { encodeSignature, encodeStatement, type StatedFile } from './statement.ts';

export const signatureName = 'signature.json';

/**
 * `signature.json` for a snapshot that is about to be made: `tree` is what was captured, and `.resite` will hold `files` and
 * what is in `folderTree`.
 */
export async function signSnapshot(
  repository: Repository,
  key: SigningKey,
  made: {
    readonly site: string;
    readonly run: string;
    readonly hostname: string;
    readonly time: string;
    readonly tree: string;
    readonly folderTree: string;
    readonly files: Readonly<Record<string, Buffer>>;
  },
): Promise<Buffer> {
  const { site, run, hostname, time } = made;
  const { entries } = await topEntries(repository, made.tree);
  const files: StatedFile[] = Object.entries(made.files).map(([path, data]) => ({ path, sha256: sha256(data) }));
  for (const [path, node] of (await filesBelow(repository, made.folderTree)).files)
    files.push({ path, sha256: await hashFile(repository, node) });
  const statement = encodeStatement({ schema: 1, site, run, hostname, time, entries, files });
  const signature = key.sign(Buffer.from(statement)).toString('base64');
  return encodeSignature({ schema: 1, statement, signature, publicKey: key.publicKey });
}

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileDurably } from '@resite/filesystem';
import type { SigningKey } from '@resite/procedure';
import { pemOf } from '@resite/procedure/keys';
import type { Evidence } from './evidence.ts';
import { evidencePage } from './page.ts';
import { publicKeyName } from './public-key-name.ts';

/** Writes a folder that can be given away as it is: JSON and page, the signature of each, and the public key. Returns the folder. */
export async function writeEvidence(state: string, evidence: Evidence, key: SigningKey): Promise<string> {
  const folder = join(state, 'evidence', evidence.run);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const files = {
    'evidence.json': `${JSON.stringify(evidence, undefined, 2)}\n`,
    'evidence.html': evidencePage(evidence),
  };
  await writeFileDurably(join(folder, publicKeyName), pemOf(key));
  for (const [name, text] of Object.entries(files)) {
    const data = Buffer.from(text);
    await writeFileDurably(join(folder, name), data);
    await writeFileDurably(join(folder, `${name}.sig`), key.sign(data));
  }
  return folder;
}

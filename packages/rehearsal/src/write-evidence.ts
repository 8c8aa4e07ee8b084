import { join } from 'node:path';
import { disk } from '@resite/filesystem/disk';
import { at } from '@resite/filesystem/port';
import type { SigningKey } from '@resite/procedure';
import { pemOf } from '@resite/procedure/keys';
import type { Evidence } from './evidence.ts';
import { evidencePage } from './page.ts';
import { publicKeyName } from './public-key-name.ts';

/** Writes a folder that can be given away as it is: JSON and page, the signature of each, and the public key. Returns the folder. */
export async function writeEvidence(state: string, evidence: Evidence, key: SigningKey): Promise<string> {
  const folder = join(state, 'evidence', evidence.run);
  const { makeFolder, write } = at(disk);
  await makeFolder(folder);
  const files = {
    'evidence.json': `${JSON.stringify(evidence, undefined, 2)}\n`,
    'evidence.html': evidencePage(evidence),
  };
  await write(join(folder, publicKeyName), pemOf(key));
  for (const [name, text] of Object.entries(files)) {
    const data = Buffer.from(text);
    await write(join(folder, name), data);
    await write(join(folder, `${name}.sig`), key.sign(data));
  }
  return folder;
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isResiteError } from '@resite/errors';
import { parseManifest } from '../src/snapshot/read-manifest.ts';
import { manifest } from './support/description.ts';

/** The check for residue asks a host for its drives, `C` and `D`: on a drive `c` it would look for nothing. */
for (const place of ['clientTree', 'smsIni', 'smsRoot'] as const) {
  test(`a drive in lower case is refused: ${place}`, () => {
    const lower = manifest.site[place]!.replace(/^./, drive => drive.toLowerCase());
    const hostile = { ...manifest, site: { ...manifest.site, [place]: lower } };
    assert.throws(
      () => parseManifest(JSON.stringify(hostile), '0'.repeat(64)),
      error => isResiteError(error, 'MANIFEST_INVALID') && error.message.includes(`site.${place}: must be a path`),
    );
  });
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isResiteError } from '@resite/errors';
import fc from 'fast-check';
import { sampled } from '../../../scripts/sample.ts';
import { parseManifest } from '../src/snapshot/read-manifest.ts';
import { manifest } from './support/description.ts';
import { hostileManifests } from './support/hostile-manifests.ts';

const id = '0123456789abcdef'.repeat(4);
const read = (json: unknown) => parseManifest(typeof json === 'string' ? json : JSON.stringify(json), id);
const refused = (json: unknown): string => {
  try {
    read(json);
  } catch (error) {
    assert.ok(isResiteError(error, 'MANIFEST_INVALID'), String(error));
    assert.doesNotMatch(error.message, /[\p{Cc}\p{Cf}]/u);
    assert.ok(error.message.length < 400, error.message);
    return error.message;
  }
  return 'accepted';
};

test('a manifest as a backup makes it is read as it is, and what a later version adds is left out', () => {
  assert.deepEqual(read(manifest), manifest);
  const { logonServers: _, ...earlier } = manifest;
  assert.deepEqual(read(earlier), earlier);
  const site = { ...manifest.site, identity: { ...manifest.site.identity, platform: 'AMD64' } };
  assert.deepEqual(read({ ...manifest, site }), { ...manifest, site });
  const registryFiles = [{ file: 'registry/services/A-regedit4.reg', format: 'REGEDIT4', for: 'it', codePage: 1252 }];
  assert.deepEqual(read({ ...manifest, registryFiles }), { ...manifest, registryFiles });
  const servicePassword = { account: 'BRANCHDOM\\SMSADMIN', set: '1996-03-01T08:00:00.000Z' };
  assert.deepEqual(read({ ...manifest, servicePassword }), { ...manifest, servicePassword });
  assert.deepEqual(read({ ...manifest, addedLater: { a: 1 }, site: { ...manifest.site, more: [] } }), manifest);
});

for (const { what, make, at } of hostileManifests) {
  test(`refused: ${what}`, () => {
    const message = refused(make(structuredClone(manifest)));
    assert.ok(message.includes(`: ${at}: `) || message.includes(`: ${at}`), `${at} in ${message}`);
  });
}

test('any value in any place is either refused or changes nothing that decides what is written where', () => {
  const paths = placesOf(manifest);
  fc.assert(
    fc.property(fc.constantFrom(...paths), fc.oneof(fc.jsonValue(), fc.string(), fc.integer()), (path, value) => {
      const changed = structuredClone(manifest);
      put(changed, path, value);
      let found: ReturnType<typeof read>;
      try {
        found = read(changed);
      } catch (error) {
        assert.ok(isResiteError(error, 'MANIFEST_INVALID'), `${path.join('.')}: ${error}`);
        return;
      }
      assert.equal(found.registryKey, manifest.registryKey);
      assert.equal(found.profile, manifest.profile);
      for (const root of found.roots) assert.match(root, /^[A-Z]:\\[^\\]+(\\[^\\]+)*$/i);
    }),
    { numRuns: sampled(600, 20_000) },
  );
});

/** The paths of all values inside of a value. */
function placesOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (value === null || typeof value !== 'object') return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => placesOf(inner, [...path, key]))].filter(
    ({ length }) => length > 0,
  );
}

function put(root: unknown, path: readonly string[], value: unknown): void {
  const last = path.at(-1)!;
  let at = root as Record<string, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
  at[last] = value;
}

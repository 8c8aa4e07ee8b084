import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resite, temporaryFolder } from '../support/cli.ts';

const till = 'title: t, system: Till, source: s, siteCode: v, root: { path: "C:\\\\TILL" }, services: [Till]';

for (const [needed, key] of [
  ['TillStart', 'bootstrap: { service: TillStart, program: START.EXE, log: START.LOG }'],
  ['SETUP.EXE', 'setup: SETUP.EXE'],
] as const) {
  test(`a site that nothing brings to life but ${needed} cannot be rehearsed, and it says so before anything is read`, async t => {
    const folder = await temporaryFolder(t, {
      'resite.yaml': `repository: { location: ./nowhere }
hosts:
  HEAD: { driver: lab, machine: ./HEAD }
  SHOP: { driver: lab, machine: ./SHOP }
profiles:
  head: { ${till}, registryKey: 'HKLM\\SOFTWARE\\Head' }
  shop: { ${till}, registryKey: 'HKLM\\SOFTWARE\\Till', parent: head, ${key} }
sites:
  H00: { profile: head, host: HEAD }
  T01: { profile: shop, host: SHOP, parent: H00 }
`,
    });
    const { code, stdout, stderr } = await resite(['rehearse', 'T01'], { cwd: folder });
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.equal(
      stderr,
      `resite: sites of the profile shop cannot be rehearsed
  A scratch machine runs no program of theirs, and nothing works there without ${needed}.
  (USAGE)
`,
    );
  });
}

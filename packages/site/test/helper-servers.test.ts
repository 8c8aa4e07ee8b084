import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { helperServersOf, helpersText } from '../src/site-control-file/helper-servers.ts';
import { parseSiteControlFile } from '../src/site-control-file/parse.ts';

const fixture = new URL('./fixtures/branch.ct0', import.meta.url);

test('helper servers are those that a component or sender of the site runs on, each with all of its own', async () => {
  const text = await readFile(fixture, 'latin1');
  const parse = (change: (text: string) => string) => parseSiteControlFile(Buffer.from(change(text), 'latin1'), 'CT0');
  assert.deepEqual(helperServersOf(parse(text => text)), []);
  const moved = parse(text =>
    text
      .replace(/(<SMS_EXECUTIVE>\s*<[^>]*>\s*)<BRANCH1>/, '$1<branch4>')
      .replace(/(<SMS_SCHEDULER>\s*<[^>]*>\s*)<BRANCH1>/, '$1<BRANCH4>')
      .replace(/(<SMS_SITE_CONFIG_MANAGER>\s*<[^>]*>\s*)<BRANCH1>/, '$1<branch1>'),
  );
  assert.equal(helpersText(helperServersOf(moved)), 'BRANCH4 (SMS_EXECUTIVE, SMS_SCHEDULER)');
});

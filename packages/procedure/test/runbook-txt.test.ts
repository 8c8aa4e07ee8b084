import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sddlToSecurityDescriptor } from '@resite/registry/security';
import { planBackup } from '../src/plan/backup/plan-backup.ts';
import { planRestore } from '../src/plan/restore/plan-restore.ts';
import { renderMarkdown, renderTxt } from '../src/plan/runbook.ts';
import { markdownToTxt } from '../src/plan/runbook-txt.ts';
import { backupFacts, manifest, restoreFacts } from './support/description.ts';

/** A page without the words on how to read it. */
const body = (markdown: string) => markdownToTxt(markdown).split('\r\n').slice(5, -1);

const comment = `Größe \u202e \`x\` ${'y'.repeat(200)}`;
const strange = {
  ...restoreFacts,
  manifest: {
    ...manifest,
    site: {
      ...manifest.site,
      shares: [{ name: 'SMS_PKGC', path: `C:\\SMS_PKGC\\${'A'.repeat(120)}`, comment }],
    },
  },
};

for (const [name, procedure] of [
  ['a backup', planBackup(backupFacts)],
  ['a restore', planRestore(restoreFacts)],
  ['a restore with strange names', planRestore(strange)],
] as const) {
  test(`the page of ${name} is ASCII in lines of 78 characters that end in CRLF, and has every step`, () => {
    const page = renderTxt(procedure);
    assert.match(page, /^([ -~]{0,78}\r\n)+$/);
    assert.doesNotMatch(page, /\*\*|```|^ +$/m);
    if (name !== 'a restore with strange names') assert.doesNotMatch(page, /`/);
    const words = page.replaceAll(/\s+/g, ' ');
    for (const [index, { title }] of procedure.steps.entries())
      assert.ok(words.includes(`${index + 1}. ${title} -`), title);
  });
}

test('commands stand alone as they are typed, and what is too long for a line goes on further in', () => {
  const commands = ['restic check', `copy C:\\${'A'.repeat(40)} C:\\${'B'.repeat(40)}`];
  assert.deepEqual(body(['To do it:', '', '```', ...commands, '```', '', 'Done.'].join('\n')), [
    'To do it:',
    '',
    '    restic check',
    `    copy C:\\${'A'.repeat(40)}`,
    `        C:\\${'B'.repeat(40)}`,
    '',
    'Done.',
  ]);
  assert.deepEqual(
    body('Now `attrib +h`, then `copy C:\\SMS\\SITECTRL.CT0 C:\\X`. Look. **Do:** it \\<x\\> `\\\\HQ1`'),
    ['Now attrib +h, then', '    copy C:\\SMS\\SITECTRL.CT0 C:\\X', 'Look. Do: it <x> \\\\HQ1'],
  );
});

test('what is typed in a few words is not split', () => {
  assert.deepEqual(body(`${'x'.repeat(70)} \`attrib -h\` y`), ['x'.repeat(70), 'attrib -h y']);
});

test('a tree is compared by sums, a single file byte for byte', () => {
  const { byHand } = planRestore(restoreFacts).steps.find(({ id }) => id === 'compare')!;
  assert.match(byHand, /^- `dir X:\\C\\MS \/S \/A` and `dir C:\\MS \/S \/A`$/m);
  assert.match(byHand, /^- `fc \/b X:\\C\\SMS\.INI C:\\SMS\.INI`$/m);
});

test('what is not ASCII is written as an escape, and typographic signs as those of a typewriter', () => {
  assert.deepEqual(body('4a\u20134d \u00b7 `Größe`'), ['4a-4d - Gr\\u00f6\\u00dfe']);
});

test('nothing of the Markdown page is lost', () => {
  const words = (text: string) => text.match(/[A-Za-z0-9]{3,}/g) ?? [];
  const procedure = planRestore(restoreFacts);
  const txt = renderTxt(procedure);
  const found = new Set(words(txt));
  for (const word of words(renderMarkdown(procedure))) assert.ok(found.has(word), word);
});

/**
 * With its source: an article that uses it on Windows NT 3.5x, or [NT], what is known of Windows NT in general. `restic` and `resite` are
 * typed on the other computer, SQL in ISQL/W at the parent.
 */
const commands: Readonly<Record<string, string>> = {
  attrib: 'Q122399',
  cacls: 'Q149828',
  CONVERT: 'Q141121',
  copy: '[NT]',
  dir: '[NT]',
  fc: '[NT]',
  'net share': 'SMS Resource Guide, shares',
  'net use': '[NT]',
  ren: '[NT]',
  restic: 'docs/by-hand.md',
  resite: 'docs/by-hand.md',
  SELECT: 'Q192920',
  XCOPY: '[NT]',
  xcopy: '[NT]',
};

test('every command of a restore by hand is one that Windows NT 3.51 has', () => {
  const securityDescriptor = Buffer.from(sddlToSecurityDescriptor('D:(A;OICI;FA;;;BA)')).toString('base64');
  const [root = ''] = manifest.roots;
  const permissions = [{ root, points: [{ path: root, type: 'directory', securityDescriptor } as const], more: 0 }];
  const facts = { ...restoreFacts, manifest: { ...manifest, permissions } };
  const page = renderMarkdown(planRestore(facts)).replaceAll('\\`', '');
  const blocks = [...page.matchAll(/^```\n([\s\S]*?)\n```$/gm)].flatMap(match => match[1]!.split('\n'));
  const spans = [...page.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/`([^`\n]+)`/g)].map(match => match[1]!);
  // What is no command: the digits of base 36, the names of registry values.
  const typed = [...blocks, ...spans.filter(span => / [\\/A-Z*(\d.]/.test(span))].filter(
    line => !/^[AJS] is \d/.test(line) && !/^[A-Z][a-z]/.test(line),
  );
  assert.ok(typed.length > 20);
  for (const line of typed.filter(one => one.startsWith('cacls ')))
    assert.match(line, /^cacls \S+( \/T \/E \/P Administrators:F \/R Everyone)?$/);
  const words = Object.keys(commands);
  for (const line of typed)
    assert.ok(
      words.some(word => line.startsWith(`${word} `)),
      line,
    );
  for (const word of words.filter(word => word !== 'XCOPY')) {
    assert.ok(
      typed.some(line => line.startsWith(`${word} `)),
      `${word} is not used any more`,
    );
  }
});

test('the runbook works out the next SMS ID from what the snapshot knows, past every logon server that it names', () => {
  const step = (facts: typeof restoreFacts, id: string) => planRestore(facts).steps.find(one => one.id === id)!.byHand;
  assert.match(
    step(restoreFacts, 'write-ids'),
    /next range `0B`\. `S0101005\.UID` becomes `S010A000\.UID`: `ren D:\\NTAPPS\\SMS\\LOGON\.SRV\\SMSID\\S0101005\.UID S010A000\.UID`\.$/,
  );
  const found = { computerName: 'BRANCH2', uids: ['S010Z001'], shares: [], services: [] };
  const named = { ...restoreFacts, manifest: { ...manifest, logonServers: [{ name: 'BRANCH2', found }] } };
  assert.match(step(named, 'write-ids'), /next range `19`\. `S0101005\.UID` becomes `S0118000\.UID`: `ren /);
  const inIni = { ...manifest.site, nextUniqueIdOfIni: 'S0102000' };
  const ofIni = step({ ...restoreFacts, manifest: { ...manifest, site: inIni } }, 'write-ids');
  assert.match(ofIni, /In `C:\\SMS\.INI`, section Local, give `NextAvailableSiteSMSUniqueID` the value `S010B000`/);
  assert.doesNotMatch(step(restoreFacts, 'write-ids'), /NextAvailable/);
  const { nextUniqueId: _, ...without } = manifest.site;
  const unknown = { ...restoreFacts, manifest: { ...manifest, site: without } };
  assert.match(step(unknown, 'decide-ids'), /could not work out new ones/);
  assert.doesNotMatch(step(unknown, 'write-ids'), /becomes/);
});

test('permissions of a share stand in words of File Manager where these reach', () => {
  const sharesStep = (sddl: string) => {
    const securityDescriptor = Buffer.from(sddlToSecurityDescriptor(sddl)).toString('base64');
    const shares = [{ name: 'SMS_PKGC', path: 'C:\\SMS_PKGC', comment: '', securityDescriptor }];
    const facts = { ...restoreFacts, manifest: { ...manifest, site: { ...manifest.site, shares } } };
    return planRestore(facts).steps.find(({ id }) => id === 'create-shares')!.byHand;
  };
  assert.match(
    sharesStep('O:BAG:BAD:(A;;0x1301bf;;;WD)(A;;FA;;;BA)'),
    /Permissions: Everyone: Change, Administrators: Full Control\. In full: `O:BA/,
  );
  assert.match(sharesStep('O:BAG:BAD:(A;;0x3;;;WD)'), /Permissions: `O:BA/);
});

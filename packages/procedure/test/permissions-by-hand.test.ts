import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sddlToSecurityDescriptor } from '@resite/registry/security';
import fc from 'fast-check';
import { runs } from '../../../scripts/sample.ts';
import { snapshotPath } from '../src/capture/snapshot-path.ts';
import { planRestore } from '../src/plan/restore/plan-restore.ts';
import { renderHtml, renderMarkdown, renderTxt } from '../src/plan/runbook.ts';
import { PermissionSurvey } from '../src/snapshot/permission-points.ts';
import { parseManifest } from '../src/snapshot/read-manifest.ts';
import { manifest, restoreFacts } from './support/description.ts';

const root = 'D:\\NTAPPS\\SMS';
const admins = '(A;OICI;FA;;;BA)';
const readers = `O:BAG:BAD:${admins}(A;OICI;0x1200a9;;;WD)`;
const closed = `O:BAG:BAD:${admins}`;

/** Paths below the root with their lists, as a walk shows them; what ends in `.UID` and the like is a file. */
type Tree = Readonly<Record<string, string | undefined>>;

function survey(tree: Tree) {
  const found = new PermissionSurvey(manifest.roots);
  for (const [path, sddl] of Object.entries(tree)) {
    const type = /\.[A-Z]{3}$/.test(path) && !path.endsWith('.SRV') ? 'file' : 'directory';
    const descriptor = sddl === undefined ? undefined : sddlToSecurityDescriptor(sddl);
    found.see(snapshotPath(path === '' ? root : `${root}\\${path}`), type, descriptor);
  }
  return found.result();
}

const factsOf = (tree: Tree) => ({ ...restoreFacts, manifest: { ...manifest, permissions: survey(tree) } });
const stepOf = (tree: Tree) => planRestore(factsOf(tree)).steps.find(({ id }) => id === 'restore-sms-root')!.byHand;
const linesOf = (tree: Tree) => [...stepOf(tree).matchAll(/^- (.*)$/gm)].map(match => match[1]!);

test('the root stands there, and what has not the permissions that its folder gives; the rest does not', () => {
  const tree = { '': readers, 'LOGON.SRV': readers, 'LOGON.SRV\\SMSID': readers, 'SITE.SRV': closed };
  assert.deepEqual(linesOf(tree), [
    '`cacls D:\\NTAPPS\\SMS /T /E /P Administrators:F Everyone:R`',
    '`cacls D:\\NTAPPS\\SMS\\SITE.SRV /T /E /R Everyone`',
  ]);
  const changed = { ...tree, 'LOGON.SRV\\SMSID': `O:BAG:BAD:${admins}(A;OICI;0x1301bf;;;WD)` };
  assert.ok(linesOf(changed).includes('`cacls D:\\NTAPPS\\SMS\\LOGON.SRV\\SMSID /T /E /P Everyone:C`'));
  assert.deepEqual(linesOf({ '': closed }), ['`cacls D:\\NTAPPS\\SMS /T /E /P Administrators:F /R Everyone`']);
});

test('what Windows NT gives to what is made in a folder is no change, in whichever way it is written', () => {
  const above = `O:BAG:BAD:${admins}(A;OICI;0x1200a9;;;WD)(A;OICIIO;FA;;;CO)(A;CI;0x1301bf;;;BU)`;
  const tree = {
    '': above,
    A: `O:S-1-5-21-1-2-3-1001D:(A;;FA;;;BA)(A;OICIIO;GA;;;BA)${above.slice(above.indexOf('(A;OICI;0x'))}(A;;FA;;;S-1-5-21-1-2-3-1001)`,
    'A\\B.TXT': 'O:SYD:(A;;FA;;;BA)(A;;0x1200a9;;;WD)(A;;FA;;;SY)',
    C: undefined,
    'C\\D':
      'O:SYD:AI(A;OICIID;FA;;;BA)(A;OICIID;0x1200a9;;;WD)(A;OICIIOID;FA;;;CO)(A;ID;FA;;;SY)(A;CIID;0x1301bf;;;BU)',
  };
  assert.deepEqual(
    survey(tree)[0]!.points.map(({ path }) => path),
    [root],
  );
});

describe('what CACLS cannot do stands in words', () => {
  const line = (sddl: string, name = 'SITE.SRV') => linesOf({ '': readers, [name]: sddl }).slice(1);
  const where = '`D:\\NTAPPS\\SMS\\SITE.SRV`';
  for (const [what, sddl, words] of [
    ['special rights', `D:${admins}(A;OICI;0x1201bf;;;WD)`, 'Everyone: Special Access (RWX)(RWX)'],
    ['rights for folders alone', `D:${admins}(A;CI;0x1200a9;;;WD)`, 'Everyone: Special Access (RX)(Not Specified)'],
    [
      'rights on one folder',
      `D:${admins}(A;;0x1301bf;;;WD)`,
      'Everyone: Special Access (RWXD) on this folder alone, (Not Specified) on folders in it, (Not Specified) on files in it',
    ],
    ['a mask', `D:${admins}(A;OICI;0x1;;;WD)`, 'Everyone: Special Access (mask 0x1)(mask 0x1)'],
    [
      'a part of what is denied',
      `D:${admins}(D;OICI;0x120116;;;WD)(A;OICI;0x1200a9;;;WD)`,
      'Everyone: denied Special Access (W)(W) and Read',
    ],
  ] as const) {
    test(what, () => assert.deepEqual(line(sddl), [`${where}: ${words}.`]));
  }

  test('accounts whose names nobody knows, beside a command for the others', () => {
    assert.deepEqual(
      line(`D:${admins}(A;OICI;FA;;;S-1-5-21-1-2-3-1004)(A;OICI;0x1200a9;;;S-1-5-21-1-2-3-512)(A;OICI;0x1301bf;;;SO)`),
      [
        '`cacls D:\\NTAPPS\\SMS\\SITE.SRV /T /E /P "Server Operators":C /R Everyone`',
        `${where}: S-1-5-21-1-2-3-1004: Full Control; Domain Admins of S-1-5-21-1-2-3: Read.`,
      ],
    );
  });

  test('entries that are no grants', () => {
    assert.deepEqual(line(`D:${admins}(A;OICI;0x1200a9;;;WD)(A;OICINP;FA;;;SY)`), [
      `${where}: entries of another kind, which \`sddl\` in \`.resite/attributes.ndjson\` has.`,
    ]);
  });

  test('paths that CMD.EXE or CACLS would not take for what they are', () => {
    const words = 'Everyone: Change';
    const sddl = `D:${admins}(A;OICI;0x1301bf;;;WD)`;
    assert.deepEqual(line(sddl, '50%OS%'), [`\`D:\\NTAPPS\\SMS\\50%OS%\`: ${words}.`]);
    assert.deepEqual(line(sddl, 'Größe'), [`\`D:\\NTAPPS\\SMS\\Größe\`: ${words}.`]);
    assert.deepEqual(line(sddl, 'A & B ^C'), ['`cacls "D:\\NTAPPS\\SMS\\A & B ^C" /T /E /P Everyone:C`']);
    assert.deepEqual(line(sddl, "`x` <y> 'z'"), ['``cacls "D:\\NTAPPS\\SMS\\`x` <y> \'z\'" /T /E /P Everyone:C``']);
  });

  test('once for neighbors that need the same', () => {
    const special = `D:${admins}(A;OICI;0x1201bf;;;WD)`;
    assert.deepEqual(linesOf({ '': readers, A: special, B: special, C: closed, D: special }).slice(1), [
      '`D:\\NTAPPS\\SMS\\A`, `D:\\NTAPPS\\SMS\\B`: Everyone: Special Access (RWX)(RWX).',
      '`cacls D:\\NTAPPS\\SMS\\C /T /E /R Everyone`',
      '`D:\\NTAPPS\\SMS\\D`: Everyone: Special Access (RWX)(RWX).',
    ]);
  });
});

test('no access is a right that CACLS has, and a file gets no /T', () => {
  const lines = linesOf({ '': readers, 'A.UID': 'D:(A;;FA;;;BA)(A;;0x1200a9;;;WD)(D;;FA;;;BG)' });
  assert.equal(lines[1], '`cacls D:\\NTAPPS\\SMS\\A.UID /E /P Guests:N`');
});

test('a list for everybody and a list for nobody', () => {
  assert.deepEqual(linesOf({ '': 'D:NO_ACCESS_CONTROL', A: 'D:' }), [
    '`cacls D:\\NTAPPS\\SMS /T /E /P Everyone:F`',
    '`cacls D:\\NTAPPS\\SMS\\A /T /E /R Everyone`',
  ]);
});

test('a page is no longer for ten thousand lists: the outermost folders are on it, then files, and how many more there are', () => {
  const many = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, index) => [`F${index}`, index % 2 === 0 ? closed : `${closed}(A;OICI;FA;;;SY)`]),
  );
  const tree = { '': readers, 'A\\B\\C': closed, 'A.TXT': closed, ...many };
  const lines = linesOf(tree);
  assert.equal(lines.length, 21);
  assert.equal(
    lines.at(-1),
    '9983 more folders and files have permissions of their own: `sddl` in `.resite/attributes.ndjson` has them.',
  );
  assert.ok(lines.every(line => !line.includes('A\\B\\C') && !line.includes('A.TXT')));
  assert.match(renderTxt(planRestore(factsOf(tree))), /^([ -~]{0,78}\r\n)+$/);
});

test('what no manifest can name is only counted', () => {
  const long = `O:BAG:BAD:${Array.from({ length: 200 }, (_, index) => `(A;;FA;;;S-1-5-21-1-2-3-${index})`).join('')}`;
  const [found] = survey({ '': readers, 'A\u00adB': closed, ['X'.repeat(250)]: closed, C: long, D: closed });
  assert.deepEqual(
    found!.points.map(({ path }) => path),
    [root, `${root}\\D`],
  );
  assert.equal(found!.more, 3);
  const again = parseManifest(JSON.stringify({ ...manifest, permissions: [found] }), 'latest');
  assert.deepEqual(again.permissions, [found]);
});

test('a manifest cannot bring lines for what is not restored', () => {
  const [found] = survey({ '': readers });
  for (const [at, permissions] of [
    ['permissions[0].root', [{ ...found, root: 'C:\\WINNT35' }]],
    ['permissions[0].points[0].path', [{ ...found, points: [{ ...found!.points[0], path: 'C:\\WINNT35' }] }]],
  ] as const)
    assert.throws(
      () => parseManifest(JSON.stringify({ ...manifest, permissions }), 'latest'),
      error => error instanceof Error && error.message.includes(at),
    );
});

test('a drive without permissions gets none, and a snapshot that says nothing those of the profile', () => {
  const facts = factsOf({ '': readers });
  const onFat = { ...facts.manifest, site: { ...manifest.site, fileSystems: { C: 'NTFS', D: 'FAT' } } };
  assert.doesNotMatch(renderMarkdown(planRestore({ ...facts, manifest: onFat })), /cacls/);
  for (const permissions of [undefined, []]) {
    const { permissions: _, ...rest } = facts.manifest;
    const page = renderMarkdown(planRestore({ ...facts, manifest: { ...rest, ...(permissions && { permissions }) } }));
    assert.match(page, /^cacls D:\\NTAPPS\\SMS\\LOGON\.SRV\\SMSID \/t \/e \/g Everyone:C$/m);
  }
});

test('names are text on each page, whatever is in them', () => {
  const hostile = "<script>alert(1)</script> `rm` & ^ 'x' **b** [a](b)".replaceAll('/', '_');
  const procedure = planRestore(factsOf({ '': readers, [hostile]: closed }));
  const word = `"D:\\NTAPPS\\SMS\\${hostile}"`;
  assert.ok(renderMarkdown(procedure).includes(`cacls ${word} /T`));
  assert.ok(
    renderTxt(procedure)
      .replaceAll(/\r\n +/g, ' ')
      .includes(`cacls ${word} /T`),
  );
  const html = renderHtml(procedure);
  assert.doesNotMatch(html, /<script/);
  assert.ok(
    html.includes(
      '<code>cacls &quot;D:\\NTAPPS\\SMS\\&lt;script&gt;alert(1)&lt;_script&gt; `rm` &amp; ^ &#39;x&#39; **b** [a](b)&quot; _T'.replace(
        '_T',
        '/T',
      ),
    ),
  );
});

/** CACLS as the page says it works: /P gives an account one right instead of others, /R none; with /T to all below as well. */
function cacls(lists: Map<string, Map<string, string>>, command: string): void {
  const [, path = '', below, given = '', taken = ''] =
    /^cacls (\S+)( \/T)? \/E(?: \/P ([^/]+?))?(?: \/R (.+))?$/.exec(command) ?? assert.fail(command);
  const words = (text: string) => text.match(/(?:"[^"]*"|[^ "])+/g) ?? [];
  for (const [place, list] of lists) {
    if (place !== path && !(below !== undefined && place.startsWith(`${path}\\`))) continue;
    for (const word of words(given)) list.set(word.slice(0, -2), word.slice(-1));
    for (const word of words(taken)) list.delete(word);
  }
}

test('the lines make of a new drive what was saved, each list of it', () => {
  const accounts = { Administrators: 'BA', Everyone: 'WD', SYSTEM: 'SY', '"Server Operators"': 'SO' };
  const rights = { F: 'FA', C: '0x1301bf', R: '0x1200a9' };
  const list = fc.dictionary(fc.constantFrom(...Object.keys(accounts)), fc.constantFrom('F', 'C', 'R'), { maxKeys: 4 });
  const path = fc.array(fc.constantFrom('A', 'B', 'C'), { maxLength: 3 }).map(names => names.join('\\'));
  fc.assert(
    fc.property(fc.array(fc.tuple(path, list), { maxLength: 15 }), list, (below, ofRoot) => {
      const lists = new Map(below.toSorted(([a], [b]) => (a < b ? -1 : 1)));
      lists.set('', ofRoot);
      const inOrder = [...lists].toSorted(([a], [b]) => (a < b ? -1 : 1));
      const sddl = (of: Record<string, string>) =>
        `D:${Object.entries(of)
          .map(([who, right]) => `(A;OICI;${rights[right as 'F']};;;${accounts[who as 'SYSTEM']})`)
          .join('')}`;
      const tree = Object.fromEntries(inOrder.map(([place, of]) => [place, sddl(of)]));
      const drive = new Map(
        inOrder.map(([place]) => [place === '' ? root : `${root}\\${place}`, new Map([['Everyone', 'F']])]),
      );
      for (const line of linesOf(tree)) cacls(drive, line.slice(1, -1));
      for (const [place, of] of inOrder) {
        const found = drive.get(place === '' ? root : `${root}\\${place}`)!;
        assert.deepEqual(Object.fromEntries([...found].sort()), Object.fromEntries(Object.entries(of).sort()));
      }
    }),
    { numRuns: runs(200) },
  );
});

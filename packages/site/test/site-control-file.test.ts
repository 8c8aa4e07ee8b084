import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  componentFlag,
  expectedServices,
  fileDefinition,
  fileType,
  formatSiteControlFile,
  parseSiteControlFile,
  propertyNumber,
  recordsOf,
  type SiteControlFile,
  type SiteControlRecord,
  siteAccount,
  siteType,
} from '../src/index.ts';

const branch = readFileSync(new URL('fixtures/branch.ct0', import.meta.url));
const parse = (text: string): SiteControlFile => parseSiteControlFile(Buffer.from(text, 'latin1'), 'X.CT1');
const format = (file: SiteControlFile): string => formatSiteControlFile(file).toString('latin1');
const header = 'SITE CONTROL FILE [692][1.07]\r\n';

test('a whole file is understood', () => {
  const file = parseSiteControlFile(branch);
  assert.equal(file.build, 692);
  assert.equal(file.syntax, '1.07');
  const { stamp, fileType: type, targetSite, originatingSite, posted, comment } = fileDefinition(file);
  assert.deepEqual(
    { stamp, type, targetSite, originatingSite, posted, comment },
    {
      stamp: 820454400,
      type: fileType.proposed,
      targetSite: 'S02',
      originatingSite: 'P01',
      posted: 1,
      comment: 'Site property change',
    },
  );
  const account = siteAccount(file);
  assert.equal(account.siteType, siteType.secondary);
  assert.equal(account.installDirectory, 'D:\\SMS');
  assert.equal(account.publicKey, 'CEEBEA96831AABAB');
  assert.equal(propertyNumber(file, 'logon scripts'), 1);
  assert.deepEqual(
    recordsOf(file, 'domain')[0]!.logonServers.map(({ name, drive }) => name + drive),
    ['BRANCH1D:', 'BRANCH2C:'],
  );
  assert.equal(recordsOf(file, 'address')[0]!.connection, '({}{\\\\HQ1\\SMS_SITE 348CF4})');
  const [outbox] = recordsOf(file, 'outbox');
  assert.deepEqual(
    [outbox!.schedule, outbox!.create, outbox!.drive, outbox!.server],
    ['FFFFFFFFFFFFFFFF', 1, 'D', 'BRANCH1'],
  );
  assert.deepEqual(recordsOf(file, 'sender')[0]!.outboxes, ['LAN_DEFAULT']);
  assert.deepEqual(recordsOf(file, 'unknown'), []);
});

test('a secondary site expects the flagged services and the agents its properties ask for', () => {
  const names = (site: 'primary' | 'secondary') =>
    expectedServices(parseSiteControlFile(branch), site).map(({ name, autostart }) => name + (autostart ? '*' : ''));
  const secondary = [
    'SMS_EXECUTIVE',
    'SMS_INVENTORY_AGENT_NT',
    'SMS_PACKAGE_COMMAND_MANAGER_NT',
    'SMS_SITE_CONFIG_MANAGER*',
  ];
  assert.deepEqual(names('secondary'), secondary);
  assert.deepEqual(names('primary'), [...secondary, 'SMS_HIERARCHY_MANAGER'].sort());
});

for (const [flags, bits] of [
  [457, ['install', 'setRegistry', 'primarySite', 'secondarySite', 'autostart']],
  [205, ['install', 'startService', 'setRegistry', 'primarySite', 'secondarySite']],
  [77, ['install', 'startService', 'setRegistry', 'primarySite']],
  [
    3789,
    ['install', 'startService', 'setRegistry', 'primarySite', 'secondarySite', 'sender', 'optionalService', 'asThread'],
  ],
] as const) {
  test(`flags ${flags} of the published sample are ${bits.join(', ')}`, () => {
    const set = Object.entries(componentFlag).filter(([, bit]) => (flags & bit) !== 0);
    assert.deepEqual(
      set.map(([name]) => name),
      bits,
    );
  });
}

for (const [what, text] of [
  ['LF', branch.toString('latin1')],
  ['CRLF', branch.toString('latin1').replaceAll('\n', '\r\n')],
  ['no line end at the end', branch.toString('latin1').trimEnd()],
  ['an end-of-file character', `${branch.toString('latin1')}\x1a`],
  ['blank lines at both ends', `\r\n\r\n${header}\r\n\r\n`],
  ['records that nobody knows', `${header}FUTURE <1>\r\nBEGIN_FUTURE\r\n <2>\r\nEND_FUTURE\r\nPROPERTY <A><><><0>\r\n`],
  ['lower case and odd spacing', `site control file [692] [1.07]\r\nproperty   <A> <> <>\t<7>\r\n`],
  ['bytes above 127', `${header}PROPERTY <Caf\xe9><\xff><\x80><0>\r\n`],
] as const) {
  test(`an unmodified file with ${what} keeps its bytes`, () => assert.equal(format(parse(text)), text));
}

test('changing one record leaves all other bytes alone', () => {
  const file = parseSiteControlFile(branch);
  const records = file.records.map(record =>
    record.kind === 'file-definition' ? { ...record, fileType: fileType.actual, stamp: 820454999 } : record,
  );
  const expected = branch.toString('latin1').replace('<2>', '<1>').replace('<820454400>', '<820454999>');
  assert.equal(format({ ...file, records }), expected);
});

test('the published spelling of a transaction, with its name outside of the brackets, is read', () => {
  const [transaction] = recordsOf(
    parse(`${header}TRANSACTION InactiveDomains<0><2><DomainX,DomainY><>\r\n`),
    'transaction',
  );
  const { source: _, ...fields } = transaction!;
  assert.deepEqual(fields, {
    kind: 'transaction',
    type: 'InactiveDomains',
    persistent: 0,
    number: 2,
    string1: 'DomainX,DomainY',
    string2: '',
  });
});

test('an outbox in the six-field form of the published syntax has its drive second', () => {
  const [outbox] = recordsOf(parse(`${header}OUTBOX <LAN><D><MS_LAN_SENDER><FF><1><BRANCH1>\r\n`), 'outbox');
  assert.deepEqual([outbox!.drive, outbox!.server, outbox!.schedule], ['D', 'BRANCH1', 'FF']);
});

test('a line inside of a block that nobody knows is kept when the block changes', () => {
  const file = parse(
    `${header}BEGIN_COMPONENT\r\n  <1>\r\n  <A>\r\n  <A.EXE>\r\n  <S>\r\n  <C>\r\n  NOTE 7\r\nEND_COMPONENT\r\n`,
  );
  const records = recordsOf(file, 'component').map(component => ({ ...component, flags: 2 }));
  assert.match(format({ ...file, records }), /<2>\r\n {2}<A>\r\n[\s\S]*<C>\r\n {2}NOTE 7\r\nEND_COMPONENT\r\n$/);
});

for (const [what, text, message] of [
  ['nothing', '', /^X\.CT1, line 1: it does not begin with SITE CONTROL FILE/],
  ['another file', 'MZ\x90\0', /^X\.CT1, line 1: it does not begin/],
  [
    'a block without an end',
    `${header}\r\nBEGIN_DOMAIN\r\n  <A>\r\n`,
    /^X\.CT1, line 3: BEGIN_DOMAIN has no END_DOMAIN\.$/,
  ],
  [
    'a block in a block',
    `${header}BEGIN_DOMAIN\r\nBEGIN_SENDER\r\n`,
    /^X\.CT1, line 3: BEGIN_SENDER inside of BEGIN_DOMAIN\.$/,
  ],
  [
    'a word for a number',
    `${header}BEGIN_COMPONENT\r\n  <many>\r\n  <A>\r\n  <A.EXE>\r\nEND_COMPONENT\r\n`,
    /^X\.CT1, line 2: BEGIN_COMPONENT: flags is "many" and must be a whole number\.$/,
  ],
  ['too few values', `${header}PROPERTY <A>\r\n`, /^X\.CT1, line 2: PROPERTY has 1 values and needs 4\.$/],
  [
    'an open bracket',
    `${header}BEGIN_DOMAIN\r\n  <A\r\nEND_DOMAIN\r\n`,
    /^X\.CT1, line 3: a value has no closing >\.$/,
  ],
] as const) {
  test(`${what}: the error names file and line`, () => {
    assert.throws(() => parse(text), { code: 'SITE_CONTROL_FILE_INVALID', message });
  });
}

test('a file without a site says so when asked for it', () => {
  assert.throws(() => siteAccount(parse(header)), { code: 'SITE_CONTROL_FILE_INVALID', message: /BEGIN_SITE_ACCOUNT/ });
});

for (const value of ['two\r\nlines', 'a><b', 'Łódź']) {
  test(`${JSON.stringify(value)} is refused, for the format cannot hold it`, () => {
    const property = { kind: 'property', name: value, string1: '', string2: '', number: 0 } as const;
    assert.throws(() => formatSiteControlFile({ build: 692, syntax: '1.07', records: [property] }), {
      code: 'SITE_CONTROL_FILE_INVALID',
    });
  });
}

const value = fc
  .string({ unit: fc.integer({ min: 0x20, max: 0xff }).map(code => String.fromCharCode(code)) })
  .filter(text => !text.includes('><'));
const number = fc.nat(2 ** 32 - 1);
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(model, { noNullPrototype: true });
const records: fc.Arbitrary<SiteControlRecord> = fc.oneof(
  record({
    kind: fc.constant('file-definition' as const),
    fileType: number,
    comment: value,
    targetSite: value,
    originatingSite: value,
    stamp: number,
    posted: number,
  }),
  record({
    kind: fc.constant('transaction' as const),
    type: value,
    persistent: number,
    number,
    string1: value,
    string2: value,
  }),
  record({ kind: fc.constant('property' as const), name: value, string1: value, string2: value, number }),
  record({ kind: fc.constant('property-list' as const), name: value, items: fc.array(value) }),
  record({
    kind: fc.constant('domain' as const),
    name: value,
    networkType: value,
    enumerate: number,
    logonServers: fc.array(record({ name: value, string1: value, flags: number, drive: value })),
  }),
  record({
    kind: fc.constant('outbox' as const),
    name: value,
    string1: value,
    addressFormat: value,
    schedule: value,
    create: number,
    drive: value,
    server: value,
  }),
  record({
    kind: fc.constant('component' as const),
    flags: number,
    name: value,
    file: value,
    server: value,
    drive: value,
  }),
  record({
    kind: fc.constant('sender' as const),
    flags: number,
    addressFormat: value,
    file: value,
    drive: value,
    server: value,
    name: value,
    outboxes: fc.array(value),
  }),
);

test('property: what is written reads back as the same records, and writes again as the same bytes', () => {
  fc.assert(
    fc.property(fc.array(records, { maxLength: 6 }), list => {
      const bytes = formatSiteControlFile({ build: 692, syntax: '1.07', records: list });
      const read = parseSiteControlFile(bytes);
      assert.deepEqual(
        read.records.map(({ source: _, ...fields }) => fields),
        list,
      );
      assert.deepEqual(formatSiteControlFile(read), bytes);
    }),
  );
});

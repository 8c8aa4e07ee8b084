import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadConfig } from '../src/config/load.ts';
import { parseConfig } from '../src/config/parse.ts';
import { configText } from '../src/config/template.ts';
import { normalized, resite, temporaryFolder } from './support/cli.ts';

const valid = `repository: { location: ./backups, passwordFile: ./repository.password }
hosts:
  HQ1:     { driver: lab, machine: ./lab/HQ1 }
  BRANCH1: { driver: lab, machine: ./lab/BRANCH1 }
sites:
  P01: { profile: sms-1x-primary, host: HQ1 }
  S01: { profile: sms-1x-secondary, host: BRANCH1, parent: P01, serviceAccount: { user: BRANCHDOM\\SMSADMIN, passwordFile: ./service.password } }
`;

test('the file of the design is understood, paths relative to it', async t => {
  const folder = await temporaryFolder(t, { 'resite.yaml': valid });
  assert.deepEqual(await loadConfig(join(folder, 'resite.yaml')), {
    file: join(folder, 'resite.yaml'),
    repository: { location: join(folder, 'backups'), password: { file: join(folder, 'repository.password') } },
    hosts: {
      HQ1: { driver: 'lab', machine: join(folder, 'lab', 'HQ1') },
      BRANCH1: { driver: 'lab', machine: join(folder, 'lab', 'BRANCH1') },
    },
    sites: {
      P01: { profile: 'sms-1x-primary', host: 'HQ1' },
      S01: {
        profile: 'sms-1x-secondary',
        host: 'BRANCH1',
        parent: 'P01',
        serviceAccount: { user: 'BRANCHDOM\\SMSADMIN', password: { file: join(folder, 'service.password') } },
      },
    },
    state: join(folder, '.resite'),
  });
});

test('it is found from a folder below and shown without secrets', async t => {
  const folder = await temporaryFolder(t, { 'resite.yaml': valid });
  await mkdir(join(folder, 'a', 'b'), { recursive: true });
  const outcome = await resite(['config', 'show'], { cwd: join(folder, 'a', 'b') });
  assert.deepEqual(normalized(outcome, folder), {
    code: 0,
    stdout: `file                 <folder>/resite.yaml
repository           <folder>/backups
repository password  from file <folder>/repository.password
state                <folder>/.resite
host HQ1             lab <folder>/lab/HQ1
host BRANCH1         lab <folder>/lab/BRANCH1
site P01             sms-1x-primary on HQ1
site S01             sms-1x-secondary on BRANCH1, below P01
site S01 account     BRANCHDOM\\SMSADMIN, password from file <folder>/service.password
`,
    stderr: '',
  });
});

test('the server of a repository is shown with its files by absolute paths and without its password', async t => {
  const text = valid.replace(
    '{ location: ./backups, ',
    '{ location: "s3:https://s3.example.com/bucket/site", server: { user: KEY, passwordFile: s3.secret, caFile: ca.pem, region: eu }, ',
  );
  const folder = await temporaryFolder(t, { 'resite.yaml': text, 's3.secret': 'sesame' });
  const { stdout } = normalized(await resite(['config', 'show'], { cwd: folder }), folder);
  assert.deepEqual(stdout.split('\n').slice(1, 7), [
    'repository           s3:https://s3.example.com/bucket/site',
    'repository password  from file <folder>/repository.password',
    'server user          KEY',
    'server caFile        <folder>/ca.pem',
    'server region        eu',
    'server password      from file <folder>/s3.secret',
  ]);
});

test('a machine of the lab is understood with all that can be said of it', async t => {
  const text = valid.replace('machine: ./lab/HQ1 }', 'machine: ./lab/HQ1, serviceTimeout: 90s, leaseMinutes: 2 }');
  const folder = await temporaryFolder(t, { 'resite.yaml': text });
  const { hosts } = await loadConfig(join(folder, 'resite.yaml'));
  assert.deepEqual(hosts.HQ1, {
    driver: 'lab',
    machine: join(folder, 'lab', 'HQ1'),
    serviceTimeout: 90,
    leaseMinutes: 2,
  });
});

test('a Windows computer is understood and shown, with what is not safe about it', async t => {
  const text =
    `${valid.replace('{ driver: lab, machine: ./lab/HQ1 }', '{ driver: windows, address: 10.0.0.5, user: ADMIN, passwordCommand: pass hq1, databaseCommand: ./ask }')}`.replace(
      '{ driver: lab, machine: ./lab/BRANCH1 }',
      '{ driver: windows, address: branch1, user: BRANCHDOM\\ADMIN, passwordFile: ./pw, protocol: { min: NT1, max: SMB3 }, ntlmV1: true, port: 139, serviceTimeout: 4m, leaseMinutes: 20 }',
    );
  const folder = await temporaryFolder(t, { 'resite.yaml': text });
  const { hosts } = await loadConfig(join(folder, 'resite.yaml'));
  assert.deepEqual(hosts, {
    HQ1: {
      driver: 'windows',
      address: '10.0.0.5',
      user: 'ADMIN',
      password: { command: 'pass hq1', folder },
      databaseCommand: './ask',
      databaseFolder: folder,
    },
    BRANCH1: {
      driver: 'windows',
      address: 'branch1',
      user: 'BRANCHDOM\\ADMIN',
      password: { file: join(folder, 'pw') },
      protocol: { min: 'NT1', max: 'SMB3' },
      ntlmV1: true,
      port: 139,
      serviceTimeout: 240,
      leaseMinutes: 20,
    },
  });
  const { stdout } = normalized(await resite(['config', 'show'], { cwd: folder }), folder);
  assert.deepEqual(stdout.split('\n').slice(4, 11), [
    'host HQ1              windows 10.0.0.5, SMB2 to SMB3',
    'host HQ1 account      ADMIN, password from command pass hq1',
    'host HQ1 database     by command "./ask"',
    'host BRANCH1          windows branch1, port 139, NT1 to SMB3',
    'host BRANCH1 account  BRANCHDOM\\ADMIN, password from file <folder>/pw',
    'host BRANCH1 danger   SMB 1 (NT1) is allowed: neither encrypted nor reliably signed',
    'host BRANCH1 danger   NTLMv1 is used: who listens can crack the password',
  ]);
});

test('a site code that YAML takes for a number is a site code', () => {
  const text = `repository: { location: r }\nhosts: { H: { driver: image, folder: h } }\nsites: { 001: { profile: sms-1x-primary, host: H }, 1E5: { profile: sms-1x-primary, host: H } }\n`;
  assert.deepEqual(Object.keys(parseConfig('resite.yaml', text).sites).sort(), ['001', '1E5']);
});

const hosts = 'hosts:\n  H: { driver: lab, machine: h }\n';
const repository = 'repository: { location: r, passwordFile: p }\n';
const noSites = 'sites: {}\n';
const profile = (name: string, registryKey: string, services: string) =>
  `  ${name}: { title: t, system: s, source: s, siteCode: v, root: { path: 'C:\\T' }, registryKey: '${registryKey}', services: [${services}] }\n`;

const mistakes: { name: string; text: string; problems: string[] }[] = [
  { name: 'an empty file', text: '', problems: ['1:1: resite.yaml must be a mapping, and nothing stands there'] },
  { name: 'no mapping', text: 'hello\n', problems: ['1:1: resite.yaml must be a mapping, not text'] },
  {
    name: 'nothing but comments',
    text: '# later\n',
    problems: ['1:1: resite.yaml must be a mapping, and nothing stands there'],
  },
  {
    name: 'a Windows computer that cannot be reached so',
    text: `${repository}hosts:
  A: { driver: windows, address: a b, user: A\\B\\C, passwordFile: p, leaseMinutes: 1, port: 70000, ntlmV1: yes }
  B: { driver: windows, address: b, user: A\\B, passwordFile: p, passwordCommand: c }
  C: { driver: windows, address: c, user: A, passwordFile: p, protocol: { min: SMB1 } }
  D: { driver: windows, address: d, user: A }
${noSites}`,
    problems: [
      '3:34: address must be a computer name or an IPv4 address',
      '3:45: user must be DOMAIN\\user',
      '3:83: leaseMinutes must be at least 2',
      '3:92: port must be at most 65535',
      '3:107: ntlmV1 must be true or false, not text',
      '4:6: B: give passwordFile or passwordCommand, not both',
      '5:80: min must be NT1 or SMB2 or SMB3, not "SMB1"; did you mean NT1?',
      '6:6: D: passwordFile or passwordCommand is missing',
    ],
  },
  {
    name: 'versions of SMB that exclude each other',
    text: `${repository}hosts:
  A: { driver: windows, address: a, user: U, passwordFile: p, protocol: { min: SMB3, max: SMB2 } }
  B: { driver: windows, address: b, user: U, passwordFile: p, protocol: { max: NT1 }, ntlmV1: true }
${noSites}`,
    problems: [
      '3:73: min is SMB3, which is newer than max, SMB2',
      '4:73: min is SMB2, which is newer than max, NT1; SMB 1 alone is { min: NT1, max: NT1 }',
      '4:95: ntlmV1 is for hosts with protocol: { min: NT1 }',
    ],
  },
  {
    name: 'a time that is none',
    text: `${repository}hosts: { H: { driver: lab, machine: h, serviceTimeout: 3 min } }\n${noSites}`,
    problems: ['2:56: serviceTimeout: must be a duration such as 90s, 3m or 1h30m'],
  },
  {
    name: 'a lease that is too short or too long',
    text: `${repository}hosts: { H: { driver: lab, machine: h, leaseMinutes: 1 }, I: { driver: lab, machine: i, leaseMinutes: 1201 } }\n${noSites}`,
    problems: ['2:54: leaseMinutes must be at least 2', '2:103: leaseMinutes must be at most 1200'],
  },
  {
    name: 'a profile that would save and restore a part of Windows, or stop a service twice',
    text: `${repository}${hosts}${noSites}profiles:\n${[
      'MICROSOFT',
      'Microsoft\\windows nt\\CurrentVersion',
      'Microsoft\\WindowsTill',
    ]
      .map((key, index) => profile(`p${index}`, `HKLM\\SOFTWARE\\${key}`, index === 2 ? 'Till, TILL' : 'Till'))
      .join('')}`,
    problems: [
      '6:91: registryKey: must be a key of the site alone, and this one holds settings of Windows',
      '7:91: registryKey: must be a key of the site alone, and this one holds settings of Windows',
      '8:140: services: must name each service once',
    ],
  },
  {
    name: 'broken YAML',
    text: 'repository: [\nhosts: }\n',
    problems: ['2:1: Flow sequence in block collection must be sufficiently indented and end with a ]'],
  },
  {
    name: 'a key twice',
    text: `${repository}${hosts}${noSites}hosts: {}\n`,
    problems: ['5:1: Map keys must be unique'],
  },
  {
    name: 'a name that objects hide',
    text: `${repository}hosts:\n  __proto__: { driver: lab, machine: h }\n${noSites}`,
    problems: ['3:3: __proto__ cannot be the name of anything'],
  },
  {
    name: 'two documents',
    text: `${repository}---\n${hosts}`,
    problems: ['2:1: the file holds more than one YAML document'],
  },
  {
    name: 'missing parts',
    text: 'repository: {}\n',
    problems: ['1:1: location is missing', '1:1: hosts is missing', '1:1: sites is missing'],
  },
  {
    name: 'unknown keys, near and far',
    text: `${repository}hosts:\n  H: { driver: lab, machina: h }\n${noSites}stat: x\ncolour: red\n`,
    problems: [
      '3:21: unknown key "machina"; did you mean "machine"?',
      '5:1: unknown key "stat"; did you mean "state"?',
      '6:1: unknown key "colour"; known here: repository, hosts, profiles, sites, downtimeBudget, trustedKeys, state',
    ],
  },
  {
    name: 'a password in the file itself',
    text: `repository: { location: r, password: sesame }\n${hosts}${noSites}`,
    problems: ['1:28: unknown key "password"; did you mean "passwordFile"?'],
  },
  {
    name: 'a password from two places',
    text: `repository: { location: r, passwordFile: p, passwordCommand: pass }\n${hosts}${noSites}`,
    problems: ['1:13: repository: give passwordFile or passwordCommand, not both'],
  },
  {
    name: 'settings of a server that the location knows nothing of',
    text: `repository:\n  location: rest:https://host/\n  server: { user: ann, keyFile: k, region: r }\n${hosts}${noSites}`,
    problems: [
      '3:24: keyFile means nothing for a repository over rest',
      '3:36: region means nothing for a repository over rest',
    ],
  },
  {
    name: 'a server of a local folder',
    text: `repository: { location: r, server: { user: ann } }\n${hosts}${noSites}`,
    problems: ['1:28: server means nothing for a local folder'],
  },
  {
    name: 'a password in the location',
    text: `repository: { location: "rest:https://ann:sesame@host/" }\n${hosts}${noSites}`,
    problems: [
      '1:25: the location rest:https://…@host/ holds a password. Others on this computer can see it there. Put it in a file and name it: repository.server.passwordFile in resite.yaml, or use RESTIC_REST_PASSWORD or AWS_SECRET_ACCESS_KEY.',
    ],
  },
  {
    name: 'a value of another type',
    text: `repository: { location: 12 }\nhosts:\n  H:\n  I: [a]\n${noSites}`,
    problems: [
      '1:25: location must be text, not a number: put it in quotes',
      '3:5: H must be a mapping, and nothing stands there',
      '4:6: I must be a mapping, not a list',
    ],
  },
  {
    name: 'an empty text',
    text: `repository: { location: "" }\n${hosts}${noSites}`,
    problems: ['1:25: location is empty'],
  },
  {
    name: 'an unknown driver and an unknown profile',
    text: `${repository}hosts:\n  H: { driver: lap, machine: h }\n  I: {}\nsites:\n  S01: { profile: sms-1x, host: H }\n`,
    problems: [
      '3:16: driver must be lab or image or windows, not "lap"; did you mean lab?',
      '4:3: driver is missing: lab or image or windows',
      '6:19: profile must be sms-1x-primary or sms-1x-secondary, not "sms-1x"',
    ],
  },
  {
    name: 'names that cannot be',
    text: `${repository}hosts:\n  "H 1": { driver: lab, machine: h }\nsites:\n  s01: { profile: sms-1x-primary, host: "H 1" }\n  PRN: { profile: sms-1x-primary, host: "H 1" }\n`,
    problems: [
      '3:3: "H 1" must be a name of letters, digits, `.`, `_` and `-`',
      '5:3: "s01" must be a site code: three characters A-Z or 0-9, and not AUX, CON, NUL or PRN',
      '6:3: "PRN" must be a site code: three characters A-Z or 0-9, and not AUX, CON, NUL or PRN',
    ],
  },
  {
    name: 'a secondary site without a parent and an account without a domain',
    text: `${repository}${hosts}sites:\n  S01: { profile: sms-1x-secondary, host: H, serviceAccount: { user: SMSADMIN } }\n`,
    problems: ['5:3: parent is missing', '5:70: user must be DOMAIN\\user'],
  },
  {
    name: 'names of nothing',
    text: `${repository}${hosts}sites:\n  P01: { profile: sms-1x-primary, host: HQ1 }\n  S01: { profile: sms-1x-secondary, host: h, parent: P10 }\n`,
    problems: [
      '5:41: there is no host "HQ1" under hosts',
      '6:43: there is no host "h" under hosts; did you mean H?',
      '6:54: there is no site "P10" under sites; did you mean P01?',
    ],
  },
  {
    name: 'helper servers that are something else already, or nothing',
    text: `${repository}hosts:\n  HQ1: { driver: lab, machine: a }\n  B1: { driver: lab, machine: b }\n  B2: { driver: lab, machine: c }\n  X9: { driver: lab, machine: d }\nsites:\n  P01: { profile: sms-1x-primary, host: HQ1 }\n  S01: { profile: sms-1x-secondary, host: B1, parent: P01, helperServers: [X8, HQ1, X9, X9] }\n  S02: { profile: sms-1x-secondary, host: B2, parent: P01, helperServers: [X9, B2] }\n`,
    problems: [
      '9:76: there is no host "X8" under hosts; did you mean X9?',
      '9:80: HQ1 cannot be a helper server: it is the server of site P01 already',
      '9:89: X9 cannot be a helper server: it is a helper server of site S01 already (also in line 10)',
      '10:80: B2 cannot be a helper server: it is the server of site S02 already',
    ],
  },
  {
    name: 'circles of parents',
    text: `${repository}${hosts}sites:\n  S01: { profile: sms-1x-secondary, host: H, parent: S01 }\n  A01: { profile: sms-1x-primary, host: H, parent: B01 }\n  B01: { profile: sms-1x-primary, host: H, parent: A01 }\n`,
    problems: ['5:54: site S01 cannot be its own parent', '6:52: site A01 is above its own parent B01'],
  },
];

/** A file in which all is well; each text of it that is changed is one mistake, which is reported once, without what follows from it. */
const sound = `${repository}hosts:
  HEAD: { driver: image, folder: h }
  SHOP: { driver: lab, machine: s }
profiles:
  till-head: { title: t, system: s, source: s, siteCode: v, root: { path: 'C:\\T' }, registryKey: 'HKLM\\SOFTWARE\\T', services: [T] }
  till-shop: { title: t, system: s, source: s, siteCode: v, root: { path: 'C:\\T' }, registryKey: 'HKLM\\SOFTWARE\\T', services: [T], parent: till-head, places: { all: { type: file, path: 'C:\\F' } } }
sites:
  H00: { profile: till-head, host: HEAD }
  H01: { profile: till-head, host: HEAD, parent: H00 }
  T01: { profile: till-shop, host: SHOP, parent: H00 }
  T02: { profile: till-shop, host: SHOP, parent: H00 }
`;

const single: { was: string; is: string; problem: string }[] = [
  {
    was: 'parent: till-head',
    is: 'parent: nobody',
    problem: '7:140: there is no profile "nobody" of sites without a parent',
  },
  { was: 'profiles:', is: 'profile:', problem: '5:1: unknown key "profile"; did you mean "profiles"?' },
  {
    was: '  till-shop:',
    is: '  Till-Shop:',
    problem: '7:3: "Till-Shop" must be a name of lower-case letters, digits, `.` and `-`',
  },
  {
    was: '  SHOP:',
    is: '  SHOPS:',
    problem: '11:36: there is no host "SHOP" under hosts; did you mean SHOPS? (also in line 12)',
  },
  {
    was: '  H00:',
    is: '  H99:',
    problem: '10:50: there is no site "H00" under sites (also in lines 11, 12)',
  },
  { was: 'root: { path', is: 'root: { pth', problem: '6:69: unknown key "pth"; did you mean "path"?' },
  { was: 'type: file', is: 'typ: file', problem: '7:168: unknown key "typ"; did you mean "type"?' },
  { was: 'type: file, ', is: '', problem: '7:161: type is missing: directory or file' },
  { was: 'host: HEAD }', is: 'hots: HEAD }', problem: '9:30: unknown key "hots"; did you mean "host"?' },
  { was: 'host: HEAD }', is: 'host: HEAD, parent: H01 }', problem: '9:50: site H00 is above its own parent H01' },
  { was: 'repository: {', is: 'repository {', problem: '1:24: Nested mappings are not allowed in compact mappings' },
];

for (const { was, is, problem } of single) {
  test(`a single mistake is a single problem: ${is || `nothing in the place of ${was}`}`, () => {
    parseConfig('resite.yaml', sound);
    assert.throws(() => parseConfig('resite.yaml', sound.replace(was, is)), {
      code: 'CONFIG_INVALID',
      message: `resite.yaml:${problem}`,
    });
  });
}

for (const { name, text, problems } of mistakes) {
  test(`the place of the mistake is named: ${name}`, () => {
    assert.throws(() => parseConfig('resite.yaml', text), {
      code: 'CONFIG_INVALID',
      message: problems.map(problem => `resite.yaml:${problem}`).join('\n'),
    });
  });
}

test('all mistakes are printed at once', async t => {
  const folder = await temporaryFolder(t, {
    'resite.yaml': `${repository}${hosts}sites:\n  S02: { profile: sms, host: H }\n  S01: { profile: sms-1x-primary, hots: H }\n`,
  });
  assert.deepEqual(normalized(await resite(['config', 'validate'], { cwd: folder }), folder), {
    code: 2,
    stdout: '',
    stderr: `resite: <folder>/resite.yaml:5:19: profile must be sms-1x-primary or sms-1x-secondary, not "sms"
<folder>/resite.yaml:6:35: unknown key "hots"; did you mean "host"?
  All keys are described in docs/configuration.md and in the output of: resite config schema
  (CONFIG_INVALID)
`,
  });
});

test('no resite.yaml', async t => {
  const folder = await temporaryFolder(t);
  assert.deepEqual(await resite(['config', 'show'], { cwd: folder }), {
    code: 2,
    stdout: '',
    stderr: `resite: there is no resite.yaml in ${folder} or in a folder above it
  Write one with "resite init", or name one with --config FILE.
  (CONFIG_MISSING)
`,
  });
});

test('a named file that does not exist', async t => {
  const folder = await temporaryFolder(t);
  assert.deepEqual(await resite(['config', 'show', '--config', 'other.yaml'], { cwd: folder }), {
    code: 2,
    stdout: '',
    stderr: `resite: the configuration file ${folder}/other.yaml does not exist
  Check the path after --config.
  (CONFIG_MISSING)
`,
  });
});

test('a folder in place of the file', async t => {
  const folder = await temporaryFolder(t);
  await mkdir(join(folder, 'resite.yaml'));
  assert.deepEqual(await resite(['config', 'validate'], { cwd: folder }), {
    code: 1,
    stdout: '',
    stderr: `resite: cannot read ${folder}/resite.yaml: EISDIR\n  (FILE_ACCESS)\n`,
  });
});

test('an unknown site is refused with a guess', async t => {
  const folder = await temporaryFolder(t, { 'resite.yaml': valid });
  const outcome = await resite(['check', 's11'], { cwd: folder });
  assert.deepEqual(normalized(outcome, folder), {
    code: 2,
    stdout: '',
    stderr: 'resite: there is no site S11 in <folder>/resite.yaml\n  Did you mean S01?\n  (SITE_UNKNOWN)\n',
  });
});

test('config schema prints the schema of the package', async () => {
  const { stdout } = await resite(['config', 'schema']);
  const file = await readFile(join(import.meta.dirname, '..', 'resite.schema.json'), 'utf8');
  assert.deepEqual(JSON.parse(stdout), JSON.parse(file));
});

test('the text that init writes is valid, whatever the names are', () => {
  const text = configText({
    repository: { location: './back, ups', passwordFile: './#1: password' },
    hosts: [
      { name: 'HQ1', entry: { driver: 'lab', machine: './lab}/HQ1' } },
      { name: '1E5', entry: { driver: 'image', folder: '/mnt/with space' } },
      {
        name: 'NT4',
        entry: { driver: 'windows', address: 'nt4', user: 'D, M\\a b', passwordFile: './p', protocol: { min: 'NT1' } },
        needsDatabase: true,
      },
    ],
    sites: [
      { code: '001', profile: 'sms-1x-primary', host: 'HQ1' },
      {
        code: 'S01',
        profile: 'sms-1x-secondary',
        host: '1E5',
        parent: '001',
        account: { user: 'DOM\\x: y', passwordFile: './it\'s "one"' },
      },
    ],
  });
  assert.match(
    text,
    /^# yaml-language-server: \$schema=https:\/\/unpkg\.com\/resite@\d+\.\d+\.\d+\/resite\.schema\.json\n/,
  );
  assert.deepEqual(parseConfig('resite.yaml', text), {
    repository: { location: './back, ups', passwordFile: './#1: password' },
    hosts: {
      HQ1: { driver: 'lab', machine: './lab}/HQ1' },
      '1E5': { driver: 'image', folder: '/mnt/with space' },
      NT4: { driver: 'windows', address: 'nt4', user: 'D, M\\a b', passwordFile: './p', protocol: { min: 'NT1' } },
    },
    sites: {
      '001': { profile: 'sms-1x-primary', host: 'HQ1' },
      S01: {
        profile: 'sms-1x-secondary',
        host: '1E5',
        parent: '001',
        serviceAccount: { user: 'DOM\\x: y', passwordFile: './it\'s "one"' },
      },
    },
    state: './.resite',
  });
});

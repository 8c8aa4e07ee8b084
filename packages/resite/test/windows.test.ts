import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { isResiteError } from '@resite/errors';
import { notYetRun } from '@resite/host/windows/not-yet-run';
import { probeWindows } from '@resite/host/windows/probe';
import { examineWindows } from '@resite/site/checks/examine-windows';
import { longTest } from '../../../scripts/sample.ts';
import type { SmbServer } from '../../../scripts/servers/smb-server.ts';
import { resite, resiteProcess, temporaryFolder } from './support/cli.ts';
import { makeRepository } from './support/repository.ts';
import { startWindowsServer } from './support/windows-server.ts';

let today: SmbServer;
let nt4: SmbServer;
let other: SmbServer;

before(async () => {
  [today, nt4, other] = await Promise.all([
    startWindowsServer({ drives: ['C', 'D'], site: ['S01', 'P01'] }),
    startWindowsServer({ kind: 'nt4' }),
    startWindowsServer({ drives: ['D'], computerName: 'OTHER' }),
  ]);
  today.tool('smbpasswd', ['-s', '-a', 'games'], 'secret/1\nsecret/1\n');
});

after(() => Promise.all([today, nt4, other].map(server => server?.stop())));

/** A folder with resite.yaml, in which BRANCH1 is a host with these settings, and with the passwords that they may name. */
const folderWith = (t: TestContext, server: SmbServer, settings: string) =>
  temporaryFolder(t, {
    right: `${server.password}\n`,
    wrong: 'secret/2\n',
    games: 'secret/1\n',
    'resite.yaml': `repository: { location: ./backups, passwordFile: ./right }
hosts: { BRANCH1: { driver: windows, ${settings} } }
sites: {}
`,
  });

interface Seen {
  readonly code: number;
  /** `error host-port HOST_REFUSED`, of what is not good. */
  readonly bad: readonly string[];
  readonly good: readonly string[];
  readonly complete: boolean;
}

async function doctor(t: TestContext, server: SmbServer, settings: string): Promise<Seen> {
  const cwd = await folderWith(t, server, settings);
  const { code, stdout } = await resite(['doctor', 'BRANCH1', '--json'], { cwd });
  const { checks, complete, host, driver, not_yet_run } = JSON.parse(stdout.split('\n')[0]!);
  assert.deepEqual([host, driver, not_yet_run], ['BRANCH1', 'windows', notYetRun]);
  assert.doesNotMatch(stdout, /secret|Pass word/);
  const bad = checks.filter(({ ok }: { ok: boolean }) => !ok);
  return {
    code,
    complete,
    good: checks.filter(({ ok }: { ok: boolean }) => ok).map(({ id }: { id: string }) => id),
    bad: bad.map((check: Record<string, string>) => `${check.severity} ${check.id} ${check.code}`),
  };
}

const asAdmin = 'user: BRANCHDOM\\root, passwordFile: ./right';

describe('resite doctor', () => {
  test('goes through everything that a Windows computer can be asked', async t => {
    assert.deepEqual(await doctor(t, today, `address: ${today.address}, ${asAdmin}`), {
      code: 0,
      complete: true,
      good: [
        'host-name',
        'host-port',
        'host-protocol',
        'host-protocol-safe',
        'host-logon',
        'host-rights',
        'host-identity',
        'host-meant',
        'host-drives',
        'host-space',
        'host-services',
        'host-clock',
        'host-site',
      ],
      bad: ['warning host-schedule CHECK_FAILED'],
    });
  });

  const refusals: [what: string, settings: () => string, bad: string][] = [
    [
      'a wrong password',
      () => `address: ${today.address}, user: BRANCHDOM\\root, passwordFile: ./wrong`,
      'error host-logon HOST_LOGON',
    ],
    ['a closed port', () => `address: ${today.address}, ${asAdmin}, port: 446`, 'error host-port HOST_REFUSED'],
    ['a name that nobody has', () => `address: nowhere.invalid, ${asAdmin}`, 'error host-name HOST_NAME_UNKNOWN'],
    [
      'SMB 1 that is not allowed',
      () => `address: ${nt4.address}, ${asAdmin}, port: 139`,
      'error host-protocol HOST_PROTOCOL_REFUSED',
    ],
    [
      'SMB 2 where there is SMB 3 alone',
      () => `address: ${today.address}, ${asAdmin}, protocol: { max: SMB2 }`,
      'error host-protocol HOST_PROTOCOL_REFUSED',
    ],
  ];
  for (const [what, settings, bad] of refusals) {
    test(`says what is in the way: ${what}`, async t => {
      const { good, ...seen } = await doctor(t, today, settings());
      assert.deepEqual(seen, { code: 20, complete: false, bad: [bad] });
    });
  }

  test('names what an account may not do', async t => {
    const settings = `address: ${today.address}, user: BRANCHDOM\\games, passwordFile: ./games`;
    const cwd = await folderWith(t, today, settings);
    const { code, stdout, stderr } = await resite(['doctor', 'BRANCH1', '-q'], { cwd });
    assert.equal(code, 20);
    assert.match(stderr, /\(HOST_RIGHT\)/);
    assert.match(stdout, /✗ The account may do what a restore needs: found may not create services, change HKLM/);
  });

  test('warns of another computer, and of a drive of Windows that is not shared', async t => {
    const { code, bad } = await doctor(t, other, `address: ${other.address}, ${asAdmin}`);
    assert.equal(code, 20);
    assert.deepEqual(bad.slice(0, 2), ['warning host-meant CHECK_FAILED', 'error host-drives CHECK_FAILED']);
  });

  test('warns of SMB 1', async t => {
    const old = await doctor(t, nt4, `address: ${nt4.address}, ${asAdmin}, protocol: { min: NT1 }, ntlmV1: true`);
    assert.equal(old.code, 0);
    assert.equal(old.bad[0], 'warning host-protocol-safe CHECK_FAILED');
  });

  longTest('warns of SMB 1 that a host does not need', async t => {
    const needless = await doctor(t, today, `address: ${today.address}, ${asAdmin}, protocol: { min: NT1 }`);
    assert.equal(needless.bad[0], 'warning host-protocol-safe CHECK_FAILED');
  });

  test('waits for no computer that takes connections and says nothing', async () => {
    const silent = createServer(socket => socket.resume()).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    const settings = { name: 'BRANCH1', address: '127.0.0.1', port, user: 'X', password: () => '', answerTimeout: 200 };
    const probe = probeWindows(settings);
    const { checks, isOpen } = await examineWindows(settings, probe);
    await probe.close();
    silent.close();
    assert.equal(isOpen, false);
    assert.deepEqual([checks.at(-1)?.id, checks.at(-1)?.code], ['host-protocol', 'HOST_DOWN']);
    assert.match(checks.at(-1)!.found, /has said nothing for 0\.2 s/);
  });

  test('prints it for people, with what nobody has run on Windows yet', async t => {
    const cwd = await folderWith(t, today, `address: ${today.address}, ${asAdmin}`);
    const { stdout, stderr } = await resite(['doctor', 'BRANCH1'], { cwd });
    assert.match(stdout, /^✓ Its name has an address: 127\./);
    assert.match(stdout, /\nBRANCH1 can be used: 14 checks, 1 warning\n/);
    for (const what of notYetRun) assert.ok(stdout.includes(`\n- ${what}\n`), what);
    assert.equal(stderr, '');
  });

  test('tells nobody the password, not even the list of processes', async t => {
    const password = randomUUID(); // others on this computer may type those of the servers
    today.tool('smbpasswd', ['-s', '-a', 'lp'], `${password}\n${password}\n`);
    const cwd = await folderWith(t, today, `address: ${today.address}, user: BRANCHDOM\\lp, passwordFile: ./own`);
    await writeFile(join(cwd, 'own'), `${password}\n`, { mode: 0o600 });
    let running = true;
    const ended = resiteProcess(['doctor', 'BRANCH1', '--json'], { cwd }).finally(() => {
      running = false;
    });
    let looks = 0;
    while (running) {
      for (const text of processes()) assert.ok(!text.includes(password), text);
      looks++;
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    const { code, stdout, stderr } = await ended;
    assert.match(stdout, /"id":"host-logon"[^}]*"ok":true/);
    assert.deepEqual([code, looks > 2], [20, true]); // it may not do what a restore needs
    assert.ok(!`${stdout}${stderr}`.includes(password));
  });

  test('knows a host that resite.yaml has, and no other', async t => {
    const cwd = await folderWith(t, today, `address: ${today.address}, ${asAdmin}`);
    const { code, stderr } = await resite(['doctor', 'BRANCH2'], { cwd });
    assert.equal(code, 2);
    assert.match(stderr, /did you mean BRANCH1/i);
  });
});

describe('other commands', () => {
  test('take a Windows computer that keeps them out for what it is', async t => {
    const cwd = await folderWith(t, today, `address: ${today.address}, user: BRANCHDOM\\root, passwordFile: ./wrong`);
    const file = join(cwd, 'resite.yaml');
    const parent = `HQ1: { driver: windows, address: nowhere.invalid, ${asAdmin} }`;
    const sites = `sites:
  P01: { profile: sms-1x-primary, host: HQ1 }
  S01: { profile: sms-1x-secondary, host: BRANCH1, parent: P01 }`;
    const text = (await readFile(file, 'utf8')).replace('} }\nsites: {}', `}, ${parent} }\n${sites}`);
    await writeFile(file, text);
    const { code, stdout, stderr } = await resite(['check', 'S01', '--json'], { cwd });
    assert.equal(code, 20, stderr);
    const { checks } = JSON.parse(stdout.split('\n')[0]!);
    const bad = checks.filter(({ ok }: { ok: boolean }) => !ok);
    assert.deepEqual(bad.map((check: Record<string, string>) => `${check.id} ${check.code}`).slice(0, 2), [
      'host-answers HOST_LOGON',
      'parent-answers PARENT_DOWN',
    ]);
    assert.doesNotMatch(stdout, /secret|Pass word/);
    const status = await resite(['status'], { cwd });
    assert.match(`${status.stdout}${status.stderr}`, /BRANCH1 is not known: .*password is wrong/);

    await makeRepository(join(cwd, 'backups'), today.password);
    const backup = await resite(['backup', 'S01'], { cwd });
    assert.match(backup.stderr, /password is wrong[\s\S]*\(HOST_LOGON\)/);
    const kept = readdirSync(cwd, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
    for (const { parentPath, name } of kept) {
      if (['right', 'wrong', 'games'].includes(name)) continue;
      const content = readFileSync(join(parentPath, name), 'latin1');
      for (const password of ['secret/2', today.password]) assert.ok(!content.includes(password), name);
    }
    assert.ok(kept.some(({ name }) => name === 'journal.db'));
  });
});

describe('resite init --windows', () => {
  const typed = (server: SmbServer, ...more: string[]) => [
    ...['init', '--windows', server.address, '--user', 'BRANCHDOM\\root', '--user-password-file', './right', ...more],
  ];

  test('discovers a site on a running computer, and writes how it is reached', async t => {
    const cwd = await temporaryFolder(t, { right: `${today.password}\n` });
    const { code, stdout, stderr } = await resite(typed(today), { cwd });
    assert.equal(code, 0, stderr);
    assert.match(`${stdout}${stderr}`, /P01, the parent of S01, is on none of these computers/);
    const text = await readFile(join(cwd, 'resite.yaml'), 'utf8');
    assert.ok(!`${text}${stdout}${stderr}`.includes(today.password));
    const entry = `BRANCH1: { driver: windows, address: ${today.address}, user: BRANCHDOM\\root, passwordFile: ./right }`;
    assert.ok(text.includes(`\n  ${entry}\n`), text);
    assert.match(text, /\n {2}S01:\n {4}profile: sms-1x-secondary\n {4}host: BRANCH1\n {4}parent: P01\n/);
  });

  test('speaks SMB 1 only when it is told to', async t => {
    const cwd = await temporaryFolder(t, { right: `${nt4.password}\n` });
    const refused = await resite(typed(nt4), { cwd });
    assert.equal(refused.code, 20);
    assert.match(refused.stderr, /nothing listens at port 445[\s\S]*takes connections at port 139[\s\S]*only SMB 1/);
    const { code, stderr } = await resite(typed(nt4, '--smb1'), { cwd });
    assert.equal(code, 0, stderr);
    assert.match(await readFile(join(cwd, 'resite.yaml'), 'utf8'), /protocol: \{ min: NT1 \} \}\n/);
  });

  test('writes nothing when the computer lets nobody in', async t => {
    const cwd = await temporaryFolder(t, { right: 'secret/2\n' });
    const { code, stderr } = await resite(typed(today), { cwd });
    assert.equal(code, 20);
    assert.match(stderr, /password is wrong[\s\S]*\(HOST_LOGON\)/);
    assert.deepEqual(readdirSync(cwd), ['right']);
  });

  const misuse: [what: string, args: string[], words: RegExp][] = [
    ['without a user', ['--windows', 'x'], /--windows needs --user/],
    ['without a computer', ['--user', 'X'], /are for --windows/],
    ['as a driver of --host', ['--host', 'X=windows:y'], /named with --windows/],
    ['with one name twice', ['--host', 'X=image:y', '--host', 'x=lab:z'], /two of these computers are named x/],
    [
      'at an address that is none',
      ['--windows', 'a b', '--user', 'X', '--user-password-file', 'right'],
      /neither a computer/,
    ],
    ['twice at one computer', [], /two of these computers are named BRANCH1/],
  ];
  for (const [what, args, words] of misuse) {
    test(`refuses a call ${what}`, async t => {
      const cwd = await temporaryFolder(t, { right: `${today.password}\n` });
      const call = args.length > 0 ? ['init', ...args] : typed(today, '--windows', today.address);
      const { code, stderr } = await resite(call, { cwd });
      assert.equal(code, 2, stderr);
      assert.match(stderr, words);
    });
  }
});

/** What everybody may see of the processes of this computer, and what only their user may. */
function processes(): string[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap(pid => ['cmdline', 'environ'].map(file => read(`/proc/${pid}/${file}`)));
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch (error) {
    if (isResiteError(error)) throw error;
    return ''; // it has ended
  }
}

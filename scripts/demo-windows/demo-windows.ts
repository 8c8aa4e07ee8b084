import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../packages/resite/test/support/hierarchy.ts';
import { knownToParent, serviceStates } from '../../packages/resite/test/support/windows-site/judge.ts';
import { makeResiteFolder } from '../../packages/resite/test/support/windows-site/resite-folder.ts';
import { startWindowsSite, type WindowsSite } from '../../packages/resite/test/support/windows-site/windows-site.ts';
import { missingPackages } from '../tools.mjs';
import { prove } from './prove.ts';
import { typist } from './typist.ts';

const needed = [
  'samba',
  'samba-common-bin',
  'smbclient',
  'libsmbclient',
  'wine',
  'wine64',
  'gcc-mingw-w64-x86-64-win32',
  'restic',
  'sqlite3',
];

/**
 * Tells the story of `resite demo` on two computers of smbd and Wine, whose services are real ones of Windows, over the network. Where something
 * that it needs is missing, it says so and does nothing else.
 */
export async function demoWindows(args: readonly string[]): Promise<void> {
  const unknown = args.filter(arg => arg !== '--windows');
  if (unknown.length > 0) return refuse(`--windows knows no ${unknown.join(' ')}`, 'Type: npm run demo -- --windows');
  const missing = missingPackages().filter(name => needed.includes(name));
  if (missing.length > 0)
    return refuse('programs are missing that play the Windows computers', `Type: apt-get install ${missing.join(' ')}`);
  if (process.getuid?.() !== 0) return refuse('smbd and Wine are started as computers of their own', 'Run it as root.');

  const interruption = new AbortController();
  process.once('SIGINT', () => interruption.abort(new Error('interrupted')));
  const folder = await mkdtemp(join(tmpdir(), 'resite-demo-'));
  let site: WindowsSite | undefined;
  try {
    chapter('1. HQ1 and BRANCH1 are started: files and registry by smbd, services by Wine');
    site = await startWindowsSite(folder);
    await tell(site, folder, interruption.signal);
  } catch (error) {
    refuse((error as Error).message, 'See above what was printed last.');
  } finally {
    await site?.stop();
    await rm(folder, { recursive: true });
  }
}

async function tell(site: WindowsSite, folder: string, signal: AbortSignal): Promise<void> {
  const cwd = join(folder, 'resite');
  await mkdir(cwd, { mode: 0o700 });
  await makeResiteFolder(cwd, site);
  const type = typist(cwd, signal);
  await until('the parent reports both sites ACTIVE', async () =>
    ['P01', 'S01'].every(code => knownToParent(site, code).status === 1),
  );
  const services = () => serviceStates(site.branch);
  const before = await services();
  say(`BRANCH1 (${site.branch.address}), as Samba's own "net rpc service" lists it: ${before.join(', ')}`);

  chapter('2. What can be reached, and what must hold before a backup');
  await type('doctor', 'BRANCH1');
  await type('check', 'S01');

  chapter('3. The backup');
  await type('keys', 'create');
  await type('backup', 'S01');

  chapter('4. The disaster: BRANCH1 is lost, and a fresh computer of its name takes its place');
  await site.loseBranch();
  say(`services of SMS on BRANCH1 now: ${(await services()).join(', ') || 'none'}`);

  chapter('5. The restore');
  const { reported } = knownToParent(site, 'S01');
  await type('restore', 'S01', '--to', 'BRANCH1');

  chapter('6. The proof, by programs that are not ours');
  const claims = await prove(site, { cwd, before, reported });
  for (const { claim, ok, found } of claims) say(`${ok ? '✓' : '✗'} ${claim}: ${found}`);
  if (claims.some(({ ok }) => !ok)) process.exitCode = 1;
}

const say = (text: string) => console.log(text);
const chapter = (title: string) => console.log(`\n${title}\n`);

function refuse(why: string, hint: string): void {
  console.error(`The story ends here: ${why}.\n${hint}`);
  process.exitCode = 1;
}

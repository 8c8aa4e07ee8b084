import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { scripts } from '../../src/completion/scripts.ts';
import { environment, run, temporaryFolder } from '../support/cli.ts';
import { onTerminal } from '../support/terminal.ts';
import { warmShellProgram } from '../support/warm-shell.ts';

let program: Awaited<ReturnType<typeof warmShellProgram>>;

before(async () => {
  program = await warmShellProgram();
});
after(() => program.close());

/** What is typed before TAB, and what stands there afterwards; zsh shows the space behind it in its own way. */
const typed: readonly [before: string, after: string][] = [
  ['resite rest', 'resite restore'],
  ['resite check S', 'resite check S01'],
  ['resite plan restore S01 --format=h', 'resite plan restore S01 --format=html'],
  ['resite repo -r sftp:u@h:/x sta', 'resite repo -r sftp:u@h:/x stats'],
  ['resite registry show a', 'resite registry show a\\;touch\\ pwned1.hiv'],
  ['resite registry show it', "resite registry show it\\'s"],
  ['resite repo snapshots -r d', 'resite repo snapshots -r d\\ \\$\\(touch\\ pwned2\\)'],
  ['resite registry show --key=`touch pwned3` pl', 'resite registry show --key=`touch pwned3` plain.hiv'],
  ['resite repo -r "$(touch pwned4)" sta', 'resite repo -r "$(touch pwned4)" stats'],
];

const shells: Readonly<
  Record<string, { readonly command: string; readonly startFile: string; readonly start: string }>
> = {
  bash: {
    command: 'bash --noprofile --rcfile ./.start -i',
    startFile: '.start',
    start: `PS1='ready> '\nunset HISTFILE\nbind 'set enable-bracketed-paste off'\n${scripts.bash}`,
  },
  zsh: {
    command: 'ZDOTDIR=. zsh -d -i',
    startFile: '.zshrc',
    start: `PS1='ready> '\nautoload -U compinit\ncompinit -D -u\n${scripts.zsh}`,
  },
};

for (const [shell, { command, startFile, start }] of Object.entries(shells)) {
  test(`TAB completes in ${shell}, and runs nothing of what is typed or found`, async t => {
    const folder = await folderOfNames(t);
    await writeFile(join(folder, startFile), start);
    const names = await readdir(folder);
    const keys = typed.flatMap(([before, shown]) => [
      { when: 'ready> ', keys: `${before}\t` },
      { when: shown, keys: '\x15\n' },
    ]);
    const type = [...keys, { when: 'ready> ', keys: 'exit 7\n' }];
    const { code, screen } = await onTerminal(command, { cwd: folder, env: shellEnvironment(folder), type });
    assert.equal(code, 7, screen);
    assert.deepEqual(await readdir(folder), names);
  });
}

test('TAB completes in fish, and runs nothing of what is typed or found', async t => {
  const folder = await folderOfNames(t);
  const names = await readdir(folder);
  const offers = async (line: string) => {
    const { code, stdout, stderr } = await run(
      'fish',
      ['--no-config', '--command', `${scripts.fish}\ncomplete -C $argv[1]`, line],
      { cwd: folder, env: shellEnvironment(folder) },
    );
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    return stdout.split('\n').slice(0, -1);
  };
  assert.deepEqual(
    (await offers('resite rest')).map(line => line.split('\t')[0]),
    ['restore'],
  );
  assert.deepEqual(await offers('resite check S'), ['S01']);
  assert.deepEqual(await offers('resite plan restore S01 --format=h'), ['--format=html']);
  assert.deepEqual(await offers('resite registry show a'), ['a;touch pwned1.hiv']);
  assert.deepEqual(await offers('resite registry show --key="(touch pwned3)" pl'), ['plain.hiv']);
  assert.deepEqual(await offers('resite registry show --key=(touch pwned4) pl'), ['plain.hiv']);
  assert.deepEqual(await offers('resite repo snapshots -r d'), ['d $(touch pwned2)/']);
  assert.deepEqual(await readdir(folder), names);
});

/** With a configuration, and names that would be commands to a shell that takes them for words. */
async function folderOfNames(t: TestContext): Promise<string> {
  const config = `repository: { location: ./backups, passwordFile: ./password }
hosts: { BRANCH1: { driver: lab, machine: ./lab/BRANCH1 } }
sites: { S01: { profile: sms-1x-primary, host: BRANCH1 } }
`;
  const names = ['plain.hiv', 'a;touch pwned1.hiv', "it's", '$(touch pwned5)', '`touch pwned6`', '-n', 'new\nline'];
  const files = Object.fromEntries(names.map(name => [name, '']));
  const folder = await temporaryFolder(t, { ...files, 'resite.yaml': config });
  await mkdir(join(folder, 'd $(touch pwned2)'));
  return folder;
}

function shellEnvironment(folder: string): Record<string, string> {
  const { PATH } = environment();
  const own = { XDG_CONFIG_HOME: program.folder, XDG_DATA_HOME: program.folder }; // where fish keeps what it learns
  return environment({ HOME: folder, ...own, PATH: [program.folder, PATH].join(delimiter) });
}

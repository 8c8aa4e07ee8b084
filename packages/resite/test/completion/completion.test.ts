import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allCommands, fullName } from '../../src/command-tree.ts';
import { completionOf } from '../../src/completion/complete.ts';
import { optionsOf } from '../../src/completion/options.ts';
import { shellWords } from '../../src/completion/shell-words.ts';
import { createProgram } from '../../src/program.ts';
import { resite, temporaryFolder } from '../support/cli.ts';

/** The last word is the one that is typed. */
const offered: Readonly<Record<string, string>> = {
  're|': 'restore rehearse resume repo registry',
  'repo re|': 'restore rewrite repair recover',
  'repo key p|': 'passwd',
  '--json -r x repo st|': 'stats',
  '--repo=x repo st|': 'stats',
  '-rx -q repo st|': 'stats',
  'help reg|': 'registry',
  'plan restore S01 --format=h|': '--format=html',
  'plan restore S01 --format h|': 'html',
  'plan restore S01 --form|': '--format',
  'plan restore S01 --format md --form|': '',
  'repo backup --tag a b --ta|': '--tag',
  'repo backup --exclude x --exclude-c|': '--exclude-caches',
  'repo backup --js|': '--json',
  'lab service ./lab BRANCH1 st|': 'start stop',
  'completion |': 'bash zsh fish powershell',
  'repo snapshots -- --js|': '',
  'registry show x y|': '',
  'repo sta --no-such |': '',
  '--config=a --config=b ch|': 'check',
  'nothing |': '',
  'registry show |': 'files',
  'registry convert a |': 'files',
  'repo backup a b |': 'files',
  'check S01 --report=./|': 'files',
  '--repo |': 'folders',
  'lab up |': 'folders',
  'repo restore latest -t |': 'folders',
};

for (const [line, wanted] of Object.entries(offered)) {
  test(`resite ${line} offers ${wanted || 'nothing'}`, async () => {
    const { kind, values } = await completionOf(line.slice(0, -1).split(' '));
    assert.equal(kind === 'values' ? values.map(({ value }) => value).join(' ') : kind, wanted);
  });
}

test('every command, and every option of each, is offered', async () => {
  for (const command of allCommands(await createProgram(async () => {})).slice(1)) {
    const words = fullName(command).split(' ').slice(1);
    const names = async (...typed: string[]) => (await completionOf(typed)).values.map(({ value }) => value);
    assert.ok((await names(...words)).includes(words.at(-1)!), fullName(command));
    assert.deepEqual(
      await names(...words, '--'),
      optionsOf(command).map(({ long }) => long),
      fullName(command),
    );
  }
});

const config = `repository: { location: ./backups, passwordFile: ./password }
hosts: { BRANCH1: { driver: lab, machine: ./lab/BRANCH1 } }
sites: { S01: { profile: sms-1x-primary, host: BRANCH1 } }
trustedKeys: { hq: { publicKey: MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE= } }
`;

async function asked(cwd: string, ...words: string[]): Promise<string[]> {
  const args = ['__complete', 'words', ...words.map(word => `:${word}`)];
  return (await resite(args, { cwd })).stdout.split(/\t?\n/).slice(0, -1);
}

test('sites, hosts and keys are those of resite.yaml', async t => {
  const cwd = await temporaryFolder(t, { 'resite.yaml': config, 'other.yaml': config.replaceAll('S01', 'T01') });
  assert.deepEqual(await asked(cwd, 'check', ''), ['values', 'S01']);
  assert.deepEqual(await asked(cwd, '--config', 'other.yaml', 'check', 'T'), ['values', 'T01']);
  assert.deepEqual(await asked(cwd, 'restore', 'S01', '--to', ''), ['values', 'BRANCH1']);
  assert.deepEqual(await asked(cwd, 'keys', 'retire', ''), ['values', 'hq']);
  assert.deepEqual(await asked(cwd, '--config', 'nowhere.yaml', 'check', ''), ['values']);
});

for (const [name, hostile] of [
  ['S01', '"$(x)"'],
  ['BRANCH1', '"-rf"'],
  ['BRANCH1', '"`x`"'],
  ['hq', '"a;b"'],
] as const) {
  test(`resite.yaml with the name ${hostile} for ${name} offers nothing`, async t => {
    const cwd = await temporaryFolder(t, { 'resite.yaml': config.replaceAll(name, hostile) });
    for (const words of [['check'], ['doctor'], ['keys', 'retire']])
      assert.deepEqual(await asked(cwd, ...words, ''), ['values']);
  });
}

const lines: readonly [line: string, words: readonly string[]][] = [
  ['resite ', ['resite', '']],
  ['resite  re', ['resite', 're']],
  [`resite 'a b' "c \\"d" e\\ f`, ['resite', 'a b', 'c "d', 'e f']],
  ['resite "$(touch x)', ['resite', '$(touch x)']],
  ["resite 'open", ['resite', 'open']],
  ["resite ''", ['resite', '']],
  ['resite x\\', ['resite', 'x']],
];

for (const [line, words] of lines)
  test(`${line} is ${words.length} words`, () => assert.deepEqual(shellWords(line), words));

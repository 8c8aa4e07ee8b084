import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ResiteError } from '@resite/errors';
import { plainProse } from '@resite/errors/prose';
import { checkTable } from '@resite/site/checks/table/table';
import { hintOf, type Remedy, remedyWords, wordRemedy } from '../src/remedies.ts';
import { resite } from './support/cli.ts';

const id = '0123456789abcdef'.repeat(4);
/** What the words of any remedy may need. */
const details = {
  region: 'eu-central-1',
  snapshot: id,
  key: id,
  packs: [id],
  snapshots: [id],
  folder: 'lab',
  machine: 'BRANCH1',
  run: '20261128-020000-S01-backup',
  first: 'Put the cause right',
  process: 4711,
  isHere: true,
  until: '2026-11-28T02:30:00Z',
  host: 'BRANCH1',
  computer: 'backup1',
  areBack: true,
  site: 'S01',
  sites: ['S01', 'S02'],
  before: {},
  state: 'unsigned',
  recorded: 'BRANCHDOM\\SMSADMIN',
  past: [{ snapshot: id }, 'run'],
};
const kinds = Object.keys(remedyWords) as Remedy['kind'][];
const wordsOf = (kind: Remedy['kind']) => wordRemedy({ ...details, kind } as Remedy);

const sources = ['repository', 'registry', 'filesystem', 'lab', 'host', 'site', 'procedure', 'rehearsal'].flatMap(
  name => {
    const folder = dirname(fileURLToPath(import.meta.resolve(`@resite/${name}`)));
    return globSync('**/*.ts', { cwd: folder }).map(file => ({
      file: `${name}/src/${file}`,
      text: readFileSync(join(folder, file), 'utf8'),
    }));
  },
);

test('the libraries do not know the command line', () => {
  const known =
    /`resite (?!scan journal)|\bresite (repo|snapshots|backup|restore|check|resume|ids|registry|lab|status|history|keys|evidence)\b|repository\.server|docs\//;
  const configuration = /resite\.yaml/; // holds profiles, which are the matter of package site
  // What stands in runbooks, reports and evidence is for their readers, who have nothing else at hand.
  const forReaders = /^procedure\/src\/(plan\/restore\/|history\/returned\.ts)|^rehearsal\/src\/page\.ts/;
  assert.deepEqual(
    sources
      .filter(({ file }) => !forReaders.test(file))
      .flatMap(({ file, text }) =>
        text
          .split('\n')
          .flatMap((line, index) =>
            known.test(line) || (!file.startsWith('site/') && configuration.test(line))
              ? [`${file}:${index + 1}: ${line.trim()}`]
              : [],
          ),
      ),
    [],
  );
});

test('every remedy is given by something, and worded', () => {
  const given = sources
    .filter(({ file }) => !file.endsWith('/remedy.ts'))
    .flatMap(({ text }) => [...text.matchAll(/'([a-z0-9]+(?:-[a-z0-9]+)+)'/g)].map(match => match[1]));
  for (const kind of kinds) {
    assert.ok(given.includes(kind), kind);
    assert.match(wordsOf(kind), /^[A-Za-z"].{20,}/);
    assert.doesNotMatch(wordsOf(kind), /undefined|\[object/);
  }
});

test('no backtick of ours is left where text is plain', () => {
  for (const kind of kinds) assert.doesNotMatch(plainProse(wordsOf(kind)), /`/);
  for (const { title, wanted, remedy = '' } of Object.values(checkTable)) {
    assert.doesNotMatch(plainProse(`${wanted} ${remedy}`), /`/);
    assert.doesNotMatch(title, /`/);
  }
});

test('every command in the words is one', async () => {
  const commands = new Set(
    kinds.flatMap(kind =>
      [...wordsOf(kind).matchAll(/\bresite ((?:(?:repo|lab) )?(?:(?:repair|key) )?[a-z]+)/g)].map(
        ([, command]) => command!,
      ),
    ),
  );
  assert.ok(commands.size >= 8);
  for (const command of commands) {
    const { stdout } = await resite([...command.split(' '), '--help']);
    assert.ok(stdout.includes(`resite ${command} `), command);
  }
});

test('a remedy comes before a hint', () => {
  const error = (advice: object) => new ResiteError('REPOSITORY_DAMAGED', 'it is damaged', advice);
  assert.equal(hintOf(error({})), undefined);
  assert.equal(hintOf(error({ hint: 'Look.' })), 'Look.');
  assert.equal(
    hintOf(error({ remedy: { kind: 'make-bucket' }, hint: 'Look.' })),
    `${remedyWords['make-bucket']}\nLook.`,
  );
});

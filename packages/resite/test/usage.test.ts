import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Option } from 'commander';
import { allCommands, fullName } from '../src/command-tree.ts';
import { examplesOf } from '../src/commands/define.ts';
import { createProgram } from '../src/program.ts';
import { resite } from './support/cli.ts';

const wrongUsages: { args: string[]; stderr: string }[] = [
  {
    args: ['--jsn'],
    stderr: "resite: unknown option '--jsn'\n  Did you mean --json?\n  See: resite --help\n  (USAGE)\n",
  },
  { args: ['rapo'], stderr: "resite: unknown command 'rapo'\n  Did you mean repo?\n  See: resite --help\n  (USAGE)\n" },
  {
    args: ['repo', 'bakcup', 'data'],
    stderr: "resite: unknown command 'bakcup'\n  Did you mean backup?\n  See: resite repo --help\n  (USAGE)\n",
  },
  {
    args: ['repo', 'backup'],
    stderr:
      'resite: no path is given\n  Nothing was saved. Name files and folders to save. See: resite repo backup --help\n  (USAGE)\n',
  },
  {
    args: ['repo', 'restore', 'latest'],
    stderr:
      "resite: required option '-t, --target <folder>' not specified\n  See: resite repo restore --help\n  (USAGE)\n",
  },
  {
    args: ['repo', 'snapshots', '-r'],
    stderr: "resite: option '-r, --repo <location>' argument missing\n  See: resite --help\n  (USAGE)\n",
  },
  {
    args: ['repo', 'prune', 'all'],
    stderr:
      "resite: too many arguments for 'prune'. Expected 0 arguments but got 1: all.\n  See: resite repo prune --help\n  (USAGE)\n",
  },
  {
    args: ['lab', 'create', 'x', '--clients', '1e3'],
    stderr:
      "resite: option '--clients <number>' argument '1e3' is invalid. It must be a whole number.\n  See: resite lab create --help\n  (USAGE)\n",
  },
  {
    args: ['plan', 'restore', 'S01', '--format', 'pdf'],
    stderr:
      "resite: option '--format <form>' argument 'pdf' is invalid. Allowed choices are text, md, html, txt.\n  See: resite plan restore --help\n  (USAGE)\n",
  },
  {
    args: ['init', '--host', 'B1=samba:/mnt'],
    stderr:
      "resite: option '--host <name=driver:path>' argument 'B1=samba:/mnt' is invalid. The drivers are lab and image.\n  See: resite init --help\n  (USAGE)\n",
  },
];

for (const { args, stderr } of wrongUsages) {
  test(`resite ${args.join(' ')} is refused`, async () => {
    assert.deepEqual(await resite(args), { code: 2, stdout: '', stderr });
  });
}

test('a group without a command prints its help as an error', async () => {
  const { code, stdout, stderr } = await resite(['lab']);
  assert.equal(code, 2);
  assert.equal(stdout, '');
  assert.match(
    stderr,
    /^Run a hierarchy of SMS sites on this computer, to try things on\.\n\nExamples:\n {2}resite lab create/,
  );
});

test('--version prints the version of the package', async () => {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8'));
  assert.deepEqual(await resite(['--version']), { code: 0, stdout: `${version}\n`, stderr: '' });
});

test('every command and group starts its help with what it is for and an example', async () => {
  for (const command of allCommands(await createProgram(async () => {}))) {
    const name = fullName(command);
    const [example] = examplesOf(command);
    assert.ok(example !== undefined, `${name} has an example`);
    assert.ok(example.command.startsWith(command.commands.length > 0 ? 'resite ' : name), `${name} is in it`);
    const help = command.helpInformation();
    assert.ok(help.includes(`\n\nExamples:\n  ${example.command} `), `${name} shows it first`);
    assert.ok(help.indexOf('Examples:') < help.indexOf('Usage:'));
    assert.match(command.description(), /^[A-Z].*\.$/s, `${name} is described by sentences`);
  }
});

test('--help of a command deep down is its help', async () => {
  const { code, stdout, stderr } = await resite(['repo', 'check', '--help']);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  assert.equal(
    stdout,
    `Check that the repository is sound.

Examples:
  resite repo check                         index, trees, and that no data is missing
  resite repo check --read-data             every byte
  resite repo check --read-data-subset 1/7  on each day of a week another seventh: 1/7, 2/7 …

Usage: resite repo check [options]

Options:
  --read-data                   also read all data and compare it with its
                                checksums
  --read-data-subset <part>     read some of the data: 2/5 for the second of
                                five parts, 10% or 500M for so much by chance
  --retry-lock <time>           wait for the locks of others: 30s, 5m or 1h
  --no-lock                     take no lock and heed none; what others remove
                                meanwhile is missed
  -h, --help                    print this help

Global Options:
  --version                     print the version
  -r, --repo <location>         restic repository: folder, sftp:…, rest:… or
                                s3:…
  --repository-file <file>      file that holds the location of the repository
  --password-file <file>        file that holds the password of the repository
  --password-command <command>  command that prints the password of the
                                repository
  --key-hint <key>              ID of the key to try first
  --config <file>               configuration file (default: the next
                                resite.yaml from the current folder upwards)
  --json                        print JSON, one object a line
  -q, --quiet                   print results, warnings and errors only
  --no-color                    print without colours
`,
  );
});

test('a command line that names a command finds it, with all options, whatever stands before it', async () => {
  for (const command of allCommands(await createProgram(async () => {})).slice(1)) {
    const words = fullName(command).split(' ').slice(1);
    const program = await createProgram(async () => {}, ['--repo', 'config', '--json', ...words, '--no-such-option']);
    const found = allCommands(program).find(candidate => fullName(candidate) === fullName(command));
    assert.equal(found?.helpInformation(), command.helpInformation(), fullName(command));
    assert.ok(program.commands.length < 16, `${fullName(command)} is found without all others`);
  }
});

test('every example in the help is a command line that is understood', async () => {
  const examples = allCommands(await createProgram(async () => {})).flatMap(examplesOf);
  for (const { command } of examples) {
    const [program, ...args] = command.replace(/ > .*$/, '').split(' ');
    assert.equal(program, 'resite');
    await (await createProgram(async () => {}, args)).parseAsync(args, { from: 'user' });
  }
});

test('the help begins with what is looked for in an emergency', async () => {
  const words = examplesOf(await createProgram(async () => {})).map(({ command }) => command.split(' ')[1]);
  assert.deepEqual(words.slice(0, 4), ['check', 'backup', 'restore', 'resume']);
});

test('an option with one value that is given twice is refused; the last one does not win in silence', async () => {
  const tried = allCommands(await createProgram(async () => {})).flatMap(command =>
    command.options
      .filter(
        ({ required, variadic, description }) => required && !variadic && !description.includes('may be repeated'),
      )
      .map(option => ({ path: fullName(command).split(' ').slice(1), option })),
  );
  assert.ok(tried.length > 60, String(tried.length));
  for (const { path, option } of tried) {
    const flag = option.long ?? option.short!;
    const program = await createProgram(async () => {}, path);
    const value = [
      ...(option.argChoices ?? []),
      '1',
      '1d',
      '1h',
      'A\\b',
      'S01',
      '5:1',
      'x.html',
      '2026-01-01',
      '2026-01-01 12:00',
      'none',
      '1252',
      '16',
      'x',
    ].find(text => accepts(option, text))!;
    await assert.rejects(
      program.parseAsync([...path, flag, value, `${flag}=${value}`], { from: 'user' }),
      (error: Error) => /is given more than once/.test(error.message),
      `${path.join(' ')} ${flag}`,
    );
  }
});

function accepts({ parseArg, argChoices }: Option, value: string): boolean {
  if (argChoices !== undefined && !argChoices.includes(value)) return false;
  try {
    parseArg?.(value, undefined);
    return true;
  } catch {
    return false;
  }
}

test('a second --config is an error wherever it stands', async () => {
  const { code, stderr } = await resite(['--config', 'a', 'check', 'S01', '--config', 'b']);
  assert.equal(code, 2);
  assert.match(stderr, /option '--config <file>' is given more than once\n {2}Give --config once/);
});

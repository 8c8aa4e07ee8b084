import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { allCommands, fullName } from '../src/command-tree.ts';
import { examplesOf } from '../src/commands/define.ts';
import { optionsOf } from '../src/completion/options.ts';
import { manualPages } from '../src/man/manual-pages.ts';
import { roff } from '../src/man/roff.ts';
import { createProgram } from '../src/program.ts';
import { environment, resite, run, temporaryFolder } from './support/cli.ts';

test('there is a page for every command, with all that its declaration says, and no reader has anything against it', async t => {
  const folder = await temporaryFolder(t);
  const commands = allCommands(await createProgram(async () => {}));
  const { stdout } = await resite(['man', folder]);
  assert.equal(stdout, `Wrote ${commands.length} pages into ${folder}\n`);
  const files = await readdir(folder);
  const names = commands.map(command => `${fullName(command).replaceAll(' ', '-')}.1`);
  assert.deepEqual(files.sort(), names.toSorted());

  assert.deepEqual(await run('mandoc', ['-Tlint', '-Wwarning', ...files], { cwd: folder }), {
    code: 0,
    stdout: '',
    stderr: '',
  });
  for (const [index, command] of commands.entries()) {
    const source = await readFile(join(folder, names[index]!), 'utf8');
    const page = source.replaceAll('\n', ' ');
    const said = [
      command.description(),
      ...command.registeredArguments.flatMap(argument => [
        argument.name(),
        argument.description,
        ...(argument.argChoices ?? []),
      ]),
      ...optionsOf(command).flatMap(({ flags, description, argChoices = [] }) => [flags, description, ...argChoices]),
      ...examplesOf(command).flatMap(({ command: typed, meaning }) => [typed, meaning]),
      ...command.commands.map(below => fullName(below).replaceAll(' ', '-')),
    ];
    for (const text of said) assert.ok(page.includes(roff(text)), `${names[index]} says: ${text}`);
  }
});

test('man shows a page without a warning, letter by letter as it was declared', async t => {
  const folder = await temporaryFolder(t);
  await resite(['man', folder]);
  const env = environment({ MANWIDTH: '200', LC_ALL: 'C.UTF-8', MANROFFOPT: '-ww' });
  for (const page of ['resite.1', 'resite-registry-convert.1', 'resite-repo-backup.1']) {
    const { code, stdout, stderr } = await run('man', ['--warnings', join(folder, page)], { env });
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' }, page);
    if (page === 'resite-registry-convert.1')
      assert.match(stdout, /resite registry convert \.\/sms\.reg \.\/SMS\.hiv --as HKLM\\SOFTWARE\\Microsoft\\SMS\n/);
    if (page === 'resite-repo-backup.1') assert.match(stdout, /--exclude '\*\.tmp' --exclude-caches\n/);
  }
});

test('builds of the pages are the same when they name their date', async () => {
  const pages = async () => manualPages(await createProgram(async () => {}), { version: '1.2.3', date: '2026-01-02' });
  assert.deepEqual(await pages(), await pages());
  assert.match((await pages())[0]!.text, /^\.TH RESITE 1 2026-01-02 "resite 1\.2\.3" Resite\n/);
});

test('a folder that cannot be written to is named', async t => {
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, 'file'), '');
  const { code, stderr } = await resite(['man', './file'], { cwd: folder });
  assert.equal(code, 1);
  assert.match(
    stderr,
    /^resite: the manual pages cannot be written to .*\/file \(EEXIST\)\n {2}Name a folder .*\n {2}\(FILE_ACCESS\)\n$/,
  );
});

import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { TestContext } from 'node:test';

/** Runs a script of this folder's parent in a workspace of its own that holds these files. */
export async function runScript(
  t: TestContext,
  script: string,
  files: Readonly<Record<string, string>>,
  args: readonly string[] = [],
  more: Readonly<Record<string, string>> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const root = await mkdtemp(join(tmpdir(), 'resite-scripts-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  const copy = join(root, 'scripts', basename(script));
  await mkdir(dirname(copy));
  await cp(join(import.meta.dirname, '..', script), copy);
  for (const [file, content] of Object.entries({ 'package.json': '{ "type": "module" }', ...files })) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), content);
  }
  // a test runner that is run by a test must not take itself for a part of it
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return new Promise(resolve => {
    execFile(
      process.execPath,
      [copy, ...args],
      { cwd: root, env: { ...env, ...more, NO_COLOR: '1' } },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import type { TestContext } from 'node:test';
import { environment, resite, temporaryFolder } from './cli.ts';

/** The blocks of a page that are marked `sh`. Those marked `console` show what a terminal looks like. */
export function shellBlocks(page: string): string[] {
  return [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(match => match[1] ?? '');
}

/**
 * Runs them as one reader types them: in one folder, one after the other, and each must succeed. `resite`, and the Node for it,
 * are the first in these folders of programs.
 */
export async function runBlocks(t: TestContext, blocks: readonly string[], path: readonly string[]): Promise<void> {
  const downAll = async (folder: string) => {
    for (const lab of globSync('**/lab.json', { cwd: folder }))
      await resite(['lab', 'down', dirname(lab)], { cwd: folder });
  };
  const folder = await temporaryFolder(t, {}, downAll);
  const env = environment({ RESITE_LAB_EXIT_WITH: String(process.pid) });
  env.PATH = [...path, env.PATH].join(delimiter);
  for (const block of blocks) {
    const output = await new Promise<string>(resolve => {
      const child = execFile('/bin/sh', ['-e', '-c', block], { cwd: folder, env }, (error, stdout, stderr) =>
        resolve(error === null ? 'ok' : `${error.message}\n${stdout}${stderr}`),
      );
      child.stdin?.end();
    });
    assert.equal(output, 'ok', `this block failed:\n${block}\n${output}`);
  }
}

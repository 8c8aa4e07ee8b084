import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs a program of a Debian package and gives its output; anything but success is an error. */
export function runTool(program: string, args: string[], debianPackage: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'resite-tool-'));
  try {
    const output = join(folder, 'output'); // a file, as hivexml opens its standard output by name
    const descriptor = openSync(output, 'w');
    const { error, status, stderr } = spawnSync(program, args, {
      encoding: 'utf8',
      stdio: ['ignore', descriptor, 'pipe'],
      env: { ...process.env, LC_ALL: 'C.UTF-8', PERL_UNICODE: 'SDA' },
    });
    closeSync(descriptor);
    if (error && 'code' in error && error.code === 'ENOENT') {
      throw new Error(`${program} is missing: install the Debian package ${debianPackage}`);
    }
    if (error || status !== 0)
      throw new Error(`${program} (Debian package ${debianPackage}) ended with ${error ?? status}: ${stderr}`);
    return readFileSync(output, 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

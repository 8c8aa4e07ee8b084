/**
 * What the driver `windows` takes beside that of the lab: `node bench/windows.ts [--runs 5] [--files 30000] [--site-files 1000] [--out bench]
 * [--folder /tmp]`. Writes windows.md. See README.md.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureDowntimes } from './windows/downtimes.ts';
import { measureLists } from './windows/lists.ts';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    files: { type: 'string', default: '30000' },
    'site-files': { type: 'string', default: '1000' },
    out: { type: 'string', default: import.meta.dirname },
    folder: { type: 'string', default: tmpdir() },
  },
});
const runs = Number(options.runs);
const folder = mkdtempSync(join(options.folder, 'resite-windows-'));
try {
  const lines = [
    `${runs} runs of each in turn; servers on this computer; ${cpus()[0]?.model.trim()}, ${cpus().length} cores; Node ${process.versions.node}.`,
    '',
    ...(await measureLists(folder, { runs, files: Number(options.files) })),
    '',
    ...(await measureDowntimes(join(folder, 'sites'), { runs, files: Number(options['site-files']) })),
  ];
  writeFileSync(join(options.out, 'windows.md'), `${lines.join('\n')}\n`);
  console.log(lines.join('\n'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

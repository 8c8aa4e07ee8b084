import { randomBytes } from 'node:crypto';
import { ResiteError } from '@resite/errors';
import { monotonic, now, sleep } from '@resite/filesystem/clock';
import { upcase } from '@resite/registry/names';
import type { CommandResult, Commands, FileInfo, Files, Registry } from '../../host.ts';
import type { Session } from '../session/session.ts';
import { resiteFolder, systemRoot } from '../system-root.ts';
import { type BatchFiles, batchFile } from './batch-file.ts';
import { beginBatch } from './passing-service.ts';

/** In milliseconds. */
const dayOld = 86_400_000;
/** In milliseconds: until the command begins, and until it has ended. */
const patience = { begin: 120_000, end: 3_600_000 };

export interface CommandPorts {
  readonly session: Pick<Session, 'rpc'>;
  readonly files: Pick<Files, 'createFolder' | 'list' | 'write' | 'stat' | 'read' | 'remove'>;
  readonly registry: Pick<Registry, 'value'>;
  /** Asked before the command begins. */
  readonly permit: () => Promise<void>;
}

/**
 * Commands of a Windows computer: run as LocalSystem by a batch file in `RESITE` below the system root, which goes when the command has
 * ended. What it prints counts as ISO 8859-1. Each call runs it once more.
 */
export function windowsCommands(name: string, { session, files, registry, permit }: CommandPorts): Commands {
  const svcctl = session.rpc('svcctl');

  const appears = async (path: string, wait: { limit: number; otherwise: () => ResiteError }) => {
    const began = monotonic();
    for (;;) {
      if (await files.stat(path)) return;
      const waited = monotonic() - began;
      if (waited > wait.limit) throw wait.otherwise();
      await sleep(Math.min(1000, Math.max(20, waited / 10)));
    }
  };

  const result = async (program: string, { begun, output, exitCode }: BatchFiles): Promise<CommandResult> => {
    await appears(begun, { limit: patience.begin, otherwise: () => notBegun(name, program) });
    await appears(exitCode, { limit: patience.end, otherwise: () => notEnded(name, program) });
    const code = /^\s*(-?\d{1,10})\s*$/.exec((await files.read(exitCode)).toString('latin1'))?.[1];
    if (code === undefined)
      throw new ResiteError('HOST_PROTOCOL', `${exitCode} on ${name} does not hold the exit code of ${program}`);
    return { exitCode: Number(code), output: (await files.read(output)).toString('latin1') };
  };

  return {
    run: async (program, args = []) => {
      const root = await systemRoot(registry);
      const folder = resiteFolder(root);
      const id = upcase(randomBytes(4).toString('hex'));
      const path = (extension: string) => `${folder}\\${id}.${extension}`;
      const batch = path('BAT');
      const made = { begun: path('RUN'), output: path('OUT'), exitCode: path('RC'), unfinished: path('NEW') };
      const text = batchFile(program, args, made);
      await permit();
      await files.createFolder(folder);
      await sweep(files, folder, ({ modified }) => Number(modified / 1_000_000n) < now() - dayOld);
      await files.write(batch, Buffer.from(text, 'latin1'));
      try {
        await beginBatch(svcctl, root, batch);
        return await result(program, made);
      } finally {
        // what cannot be removed now, a later command removes
        await sweep(files, folder, file => file.name.startsWith(`${id}.`)).catch(() => {});
      }
    },
  };
}

const ofCommand = /^[0-9A-F]{8}\.(?:BAT|RUN|OUT|RC|NEW)$/;

/** Removes files of commands. */
async function sweep(files: CommandPorts['files'], folder: string, which: (file: FileInfo) => boolean): Promise<void> {
  for (const file of await files.list(folder)) {
    if (file.type === 'file' && ofCommand.test(file.name) && which(file)) await files.remove(`${folder}\\${file.name}`);
  }
}

function notBegun(host: string, program: string): ResiteError {
  return new ResiteError(
    'COMMAND_FAILED',
    `${program} did not begin on ${host} within ${patience.begin / 60_000} minutes`,
    { hint: 'See the event log there. Run the command on that computer yourself.' },
  );
}

function notEnded(host: string, program: string): ResiteError {
  return new ResiteError(
    'COMMAND_FAILED',
    `${program} has not ended on ${host} after ${patience.end / 60_000} minutes`,
    {
      hint: 'It may still run there. Look at that computer before anything else.',
    },
  );
}

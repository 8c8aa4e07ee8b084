import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defined, isSystemError, ResiteError } from '@resite/errors';
import { makeFolders } from '@resite/filesystem/make-folders';
import { destroyLab } from '@resite/lab/lab';
import type { Context } from '../../context.ts';
import { plainPath } from '../../plain-path.ts';
import { programFolder } from './program-folder.ts';
import { prove } from './proof.ts';
import { typeCommand } from './type-command.ts';

export async function runDemo(context: Context, { keep }: { keep?: string }): Promise<void> {
  const folder = keep === undefined ? await mkdtemp(join(tmpdir(), 'resite-demo-')) : await emptyFolder(keep);
  try {
    await tell(context, folder);
    if (keep !== undefined) {
      const bin = await programFolder(process.argv[1] ?? '', process.env.PATH ?? '');
      context.emit(defined({ message_type: 'demo_kept', folder, bin }));
    }
  } finally {
    if (keep === undefined) {
      await destroyLab(join(folder, 'lab'));
      await rm(folder, { recursive: true });
    }
  }
}

/** Everything is done by the commands that a user would type. */
async function tell(context: Context, folder: string): Promise<void> {
  const chapter = (title: string) => context.emit({ message_type: 'chapter', title });
  const type = (...args: string[]) => typeCommand(context, folder, args);

  chapter('1. Parent site P01 and secondary site S01 are up, and clients have joined S01');
  await type('lab', 'create', 'lab');
  await type('lab', 'up', 'lab');
  await type('init', '--lab', 'lab');
  await type('lab', 'join-clients', 'lab', 'S01', '5');
  await type('lab', 'status', 'lab');

  chapter('2. What must hold before a backup');
  await type('check', 'S01');

  chapter('3. The backup');
  await type('backup', 'S01');

  chapter('4. More clients join after the backup: the backup does not know their SMS IDs');
  await type('lab', 'join-clients', 'lab', 'S01', '3');

  chapter('5. The disaster: BRANCH1 is lost, and a bare Windows NT server of the same name takes its place');
  await type('lab', 'destroy', 'lab', '--machine', 'BRANCH1');
  await type('lab', 'create', 'lab', '--machine', 'BRANCH1');
  await type('lab', 'up', 'lab', '--machine', 'BRANCH1');

  chapter('6. The restore');
  const restoreBegan = new Date();
  await type('restore', 'S01', '--to', 'BRANCH1');

  chapter('7. The proof');
  const proof = await prove({ folder, since: restoreBegan });
  context.emit({ message_type: 'proof', proof });
  const failed = proof.filter(({ ok }) => !ok);
  if (failed.length > 0) {
    throw new ResiteError('SITE_NOT_FUNCTIONAL', `not proven: ${failed.map(({ claim }) => claim).join('; ')}`, {
      hint: 'Run "resite demo --keep ./demo" and look into ./demo/lab.',
    });
  }
}

async function emptyFolder(path: string): Promise<string> {
  const folder = plainPath(path);
  makeFolders(folder, 0o700);
  try {
    if ((await readdir(folder)).length === 0) return folder;
  } catch (error) {
    if (!isSystemError(error, 'ENOTDIR')) throw error;
  }
  throw new ResiteError('LAB_EXISTS', `the folder ${folder} is not empty`, {
    hint: 'Name a folder that does not exist yet. To remove an earlier demo: resite lab destroy FOLDER/lab',
  });
}

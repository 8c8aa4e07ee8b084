import { access, constants } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { isSystemError, ResiteError } from '@resite/errors';
import { writeFileDurably } from '@resite/filesystem';
import { plainPath } from '../plain-path.ts';
import type { ReportDocument } from './document.ts';
import { renderReportHtml } from './render-html.ts';
import { renderReportMarkdown } from './render-markdown.ts';
import type { ReportFormat } from './report-option.ts';

const renderers: Readonly<Record<string, (document: ReportDocument) => string>> = {
  '.md': renderReportMarkdown,
  '.html': renderReportHtml,
  '.json': (document: ReportDocument) => `${JSON.stringify(document, undefined, 2)}\n`,
} satisfies Record<ReportFormat, (document: ReportDocument) => string>;

/** `FILE_ACCESS` when the folder cannot be written in: known before anything is done rather than after. */
export async function checkReportFile(file: string | undefined): Promise<void> {
  if (file === undefined) return;
  try {
    await access(dirname(plainPath(file)), constants.W_OK);
  } catch (error) {
    throw cannotWrite(plainPath(file), error);
  }
}

/** `backup.html` for the one run, `backup-P01.html` when there are several. */
export function reportFileOf(file: string, part: string | undefined): string {
  const extension = extname(file);
  return part === undefined ? file : `${file.slice(0, -extension.length)}-${part}${extension}`;
}

/** Writes it, readable only by this user, in the format that the name asks for. */
export async function writeReport(file: string, document: ReportDocument): Promise<string> {
  const path = plainPath(file);
  try {
    // biome-ignore lint/plugin: a file of this computer
    await writeFileDurably(path, renderers[extname(file).toLowerCase()]!(document));
  } catch (error) {
    throw cannotWrite(path, error);
  }
  return path;
}

function cannotWrite(path: string, cause: unknown): ResiteError {
  if (!isSystemError(cause, 'ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES', 'EROFS', 'ENOSPC')) throw cause;
  return new ResiteError('FILE_ACCESS', `the report ${path} cannot be written (${cause.code})`, {
    hint: 'Name a file in a folder that exists and is yours to write in.',
    cause,
  });
}

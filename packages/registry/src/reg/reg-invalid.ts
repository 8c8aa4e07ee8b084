import { ResiteError } from '@resite/errors';

export function regInvalid(problem: string, line?: number): ResiteError {
  const where = line === undefined ? 'the .reg file' : `line ${line} of the .reg file`;
  return new ResiteError('REG_INVALID', `${where}: ${problem}`, {
    hint: 'Export it again with reg export, or correct it with an editor that keeps UTF-16.',
  });
}

import type { RpcBinding } from './binding.ts';
import { type Answer, type Operation, sourceOf } from './call.ts';
import { AnswerInvalid } from './ndr/answer-invalid.ts';
import { windowsErrors } from './status/windows-errors.ts';
import { windowsStatus } from './status/windows-status.ts';

export interface Page<T> {
  readonly entries: readonly T[];
  /** Where the next page begins. */
  readonly resume: number;
}

/** PreferedMaximumLength that means: as many as there are. */
export const noMaximum = 0xffffffff;

/** More than any computer has. */
const mostEntries = 1_000_000;

/** All entries of a list that a server gives page by page. `ask` asks for the page that begins at `resume`. */
export async function allPages<T>(
  binding: RpcBinding,
  operation: Operation,
  ask: (resume: number) => Promise<Answer<Page<T>>>,
): Promise<T[]> {
  const all: T[] = [];
  let resume = 0;
  while (all.length <= mostEntries) {
    const { result, status } = await ask(resume);
    if (status !== 0 && status !== windowsErrors.ERROR_MORE_DATA)
      throw windowsStatus(binding.server, operation.name, status);
    all.push(...result.entries);
    if (status === 0) return all;
    if (result.entries.length === 0 || result.resume === resume)
      throw new AnswerInvalid(sourceOf(binding, operation), 0, 'there is more, and no way to it');
    resume = result.resume;
  }
  throw new AnswerInvalid(sourceOf(binding, operation), 0, `there are more than ${mostEntries} entries`);
}

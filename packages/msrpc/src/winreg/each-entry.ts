import type { RpcBinding } from '../binding.ts';
import { type Operation, sourceOf } from '../call.ts';
import { AnswerInvalid } from '../ndr/answer-invalid.ts';

/** More subkeys or values than any key has; a server that counts on beyond is not believed. */
const mostEntries = 200_000;

/** What `ask` gives for each number from 0 on, until there is none. */
export async function* eachEntry<T>(
  binding: RpcBinding,
  operation: Operation,
  ask: (index: number) => Promise<T | undefined>,
): AsyncGenerator<T> {
  for (let index = 0; index < mostEntries; index++) {
    const entry = await ask(index);
    if (entry === undefined) return;
    yield entry;
  }
  throw new AnswerInvalid(sourceOf(binding, operation), 0, `there is no end after ${mostEntries} entries`);
}

import assert from 'node:assert/strict';
import { type ErrorCode, isResiteError } from '@resite/errors';

/** The promise must reject with a `ResiteError` of this code. */
export async function rejectsWith(code: ErrorCode, promise: Promise<unknown>): Promise<void> {
  await assert.rejects(promise, error => {
    if (isResiteError(error, code)) return true;
    throw new assert.AssertionError({
      message: `expected ${code}, got ${error instanceof Error ? `${isResiteError(error) ? error.code : error.name}: ${error.message}` : error}`,
    });
  });
}

/** Equal in content, whatever kind of `Uint8Array` each is. */
export function equalBytes(actual: Uint8Array | undefined, expected: Uint8Array | undefined): void {
  assert.deepEqual(actual && Buffer.from(actual), expected && Buffer.from(expected));
}

export function names(things: readonly { name: string }[]): string[] {
  return things.map(thing => thing.name);
}

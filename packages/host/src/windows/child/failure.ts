import type { SessionFailure } from '../session/protocol.ts';

/** Carries a failure to where the answer is made. */
export class Failed extends Error {
  readonly failure: SessionFailure;

  constructor(failure: SessionFailure) {
    super(failure.at);
    this.failure = failure;
  }
}

export function failWith(failure: SessionFailure): never {
  throw new Failed(failure);
}

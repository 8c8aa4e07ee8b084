import { ResiteError } from '@resite/errors';

/** `RPC_ANSWER_INVALID`: the answer of a server is not what the protocol says. */
export class AnswerInvalid extends ResiteError {
  /** Counts from the start of the answer. */
  readonly offset: number;

  /** `source` says whose answer to what it is. */
  constructor(source: string, offset: number, problem: string) {
    super('RPC_ANSWER_INVALID', `${source} is damaged at byte ${offset}: ${problem}`, {
      hint: 'Is this a Windows computer? Something else may answer there, or the connection damages what it carries.',
    });
    this.offset = offset;
  }
}

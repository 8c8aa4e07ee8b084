import { ResiteError } from '@resite/errors';

/** `RPC_ARGUMENT_INVALID`: this cannot be said in the protocol. */
export class ArgumentInvalid extends ResiteError {
  constructor(problem: string) {
    super('RPC_ARGUMENT_INVALID', problem, { hint: 'Nothing was sent. Give another name or value.' });
  }
}

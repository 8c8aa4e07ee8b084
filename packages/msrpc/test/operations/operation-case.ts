import type { RpcBinding } from '../../src/index.ts';
import type { Values } from '../support/samba.ts';

/** An operation: what Samba reads in our request, and what we read in Samba's answer. */
export interface OperationCase {
  readonly name: string;
  /** As Samba calls it. */
  readonly operation: string;
  readonly call: (binding: RpcBinding) => Promise<unknown>;
  readonly asked: Values;
  /** Besides the status. */
  readonly answered: Values;
  readonly given: unknown;
}

import type { SimulatedProcess } from './process.ts';

/** Something that a process asks of the world around it. */
export interface Call {
  readonly process: SimulatedProcess;
  /** A host by its name, `repository` or `journal`. */
  readonly place: string;
  /** As `files.write`, `commit` or `transaction`. */
  readonly operation: string;
  /** A path or a name, or ''. */
  readonly subject: string;
  /** On its way there, or its effect is there and the answer is on its way back. */
  readonly way: 'there' | 'back';
}

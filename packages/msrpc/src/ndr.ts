export { AnswerInvalid } from './ndr/answer-invalid.ts';
export { ArgumentInvalid } from './ndr/argument-invalid.ts';
export { type ContextHandle, contextHandle } from './ndr/context-handle.ts';
export { NdrReader } from './ndr/reader.ts';
export { NdrWriter } from './ndr/writer.ts';

export { resume } from './resume.ts';
export { runProcedure } from './run-procedure.ts';

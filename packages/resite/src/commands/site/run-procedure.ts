import { Journal, type Procedure, perform, reportOf } from '@resite/procedure';
import type { Context } from '../../context.ts';
import { terminalPrompt } from '../../prompt.ts';

/** Performs the procedure and closes with the report of it, whether it went well or not. */
export async function runProcedure(context: Context, state: string, procedure: Procedure): Promise<void> {
  const journal = new Journal(state);
  let run: string | undefined;
  try {
    await perform(procedure, {
      journal,
      signal: context.signal,
      emit: event => {
        if (event.message_type === 'plan') run = event.run_id;
        context.emit(event);
      },
      ...promptOf(context),
    });
  } finally {
    if (run !== undefined) context.emit({ message_type: 'report', report: reportOf(journal, run) });
    journal.close();
  }
}

export function promptOf({ signal }: Context) {
  const prompt = terminalPrompt(signal);
  return prompt === undefined ? {} : { prompt };
}

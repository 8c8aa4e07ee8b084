import { Journal, type Procedure, type Prompt, perform, type Report, reportOf } from '@resite/procedure';
import type { Context } from '../../context.ts';
import { terminalPrompt } from '../../prompt.ts';

/** Performs the procedure and closes with the report of it, whether it went well or not. */
export async function runProcedure(
  context: Context,
  procedure: Procedure,
  { state, prompt }: { state: string; prompt?: Prompt },
): Promise<void> {
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
      ...(prompt && { prompt }),
    });
  } finally {
    if (run !== undefined) context.emit({ message_type: 'report', report: lastReport(journal, run) });
    journal.close();
  }
}

/** A run that the journal could not take the end of is left to its guardian. */
function lastReport(journal: Journal, id: string): Report {
  const report = reportOf(journal, id);
  return report.status === 'running' ? { ...report, status: 'cut-off', resumable: true } : report;
}

/** Asks for each secret once a command, however often it is needed: the second time, nobody may be at the terminal. */
export function promptOf({ signal }: Context): { prompt?: Prompt } {
  const ask = terminalPrompt(signal);
  if (ask === undefined) return {};
  const answers = new Map<string, Promise<string>>();
  return {
    prompt: question => {
      const answer = answers.get(question) ?? ask(question);
      answers.set(question, answer);
      return answer;
    },
  };
}

import { defined, isResiteError } from '@resite/errors';
import type { Procedure, Prompt } from '@resite/procedure';
import { type Report, reportOf, withLedger } from '@resite/procedure/history';
import { Journal } from '@resite/procedure/journal';
import type { AskAccount } from '@resite/procedure/plan';
import { runProcedure } from '@resite/procedure/run';
import { areBack, servicesDown } from '@resite/procedure/services';
import type { Check } from '@resite/site';
import { terminalQuestion } from '../../ask.ts';
import type { Context } from '../../context.ts';
import { terminalPrompt } from '../../prompt.ts';
import { hintOf } from '../../remedies.ts';
import { type ReportDocument, reportOfRun } from '../../report/document.ts';
import { checkReportFile, writeReport } from '../../report/write-report.ts';

/** Performs the procedure and closes with the report of it, whether it went well or not. */
export async function runAndReport(
  context: Context,
  procedure: Procedure,
  { state, prompt, report: file }: { state: string; prompt?: Prompt; report?: string | undefined },
): Promise<void> {
  await checkReportFile(file);
  context.atEnd.servicesDown = servicesDown;
  const journal = new Journal(state);
  let run: string | undefined;
  const checks: Check[] = [];
  try {
    await runProcedure(procedure, {
      journal,
      signal: context.signal,
      emit: event => {
        if (event.message_type === 'plan') run = event.run_id;
        if (event.message_type === 'precheck') checks.push(inLane(event));
        context.emit(event);
      },
      ...defined({ prompt }),
    });
  } finally {
    if (run !== undefined) {
      const report = lastReport(journal, run);
      context.emit({ message_type: 'report', report });
      if (file !== undefined) await tryReport(context, file, reportOfRun(report, checks));
    }
    noteInLedger(context, journal, state);
    journal.close();
  }
}

/** Of several sites, each check names its own. */
function inLane({ check, lane }: { check: Check; lane?: string }): Check {
  return lane === undefined ? check : { ...check, title: `${lane}: ${check.title}` };
}

/** What was done stays done when its report cannot be written; and the error that it ended in must not be lost. */
async function tryReport(context: Context, file: string, document: ReportDocument): Promise<void> {
  try {
    context.emit({ message_type: 'written', file: await writeReport(file, document) });
  } catch (error) {
    if (!isResiteError(error, 'FILE_ACCESS')) throw error;
    context.emit({ message_type: 'warning', text: error.message });
  }
}

/** The ledger serves predictions: what goes wrong with it is reported, and does not harm the run. It catches up the next time. */
export function noteInLedger({ emit }: Pick<Context, 'emit'>, journal: Journal, state: string): void {
  try {
    withLedger(state, journal, () => {});
  } catch (error) {
    if (!isResiteError(error)) throw error;
    emit({ message_type: 'warning', text: `${error.message}. ${hintOf(error) ?? ''}`.trim() });
  }
}

/** A run that the journal could not take the end of is left to its guardian. */
export function lastReport(journal: Journal, id: string): Report {
  const report = reportOf(journal, id);
  if (report.status !== 'running' && report.status !== 'cut-off') return report;
  const downtime = report.downtime.map(each => (areBack(each.host) ? { ...each, returned: true as const } : each));
  return { ...report, status: 'cut-off', resumable: true, downtime };
}

/** Asks for each secret once a command, however often it is needed: the second time, nobody may be at the terminal. */
export function promptOf(context: Context): { prompt?: Prompt; askAccount?: AskAccount } {
  const known = prompts.get(context) ?? makePrompt(context);
  prompts.set(context, known);
  return known;
}

const prompts = new WeakMap<Context, { prompt?: Prompt; askAccount?: AskAccount }>();

function makePrompt({ signal }: Context): { prompt?: Prompt; askAccount?: AskAccount } {
  const ask = terminalPrompt(signal);
  const askOpenly = terminalQuestion(signal);
  if (ask === undefined || askOpenly === undefined) return {};
  const answers = new Map<string, Promise<string>>();
  return {
    prompt: question => {
      const answer = answers.get(question) ?? ask(question);
      answers.set(question, answer);
      return answer;
    },
    askAccount: (site, recorded) => askOpenly(accountQuestion(site, recorded)),
  };
}

/** No more than a remark: whoever made the snapshot could have written any account into it. */
const accountQuestion = (site: string, recorded: string) =>
  (recorded === '' ? '' : `The snapshot says that the services of ${site} ran as ${recorded}; is that so?\n`) +
  `Enter the account for the services of ${site}, as DOMAIN\\user: `;

import type { Style } from '../output.ts';
import { verdictOfHost } from '../report/verdict.ts';
import type { DoctorEvent } from './site-events.ts';
import { describeCheck } from './text-checks.ts';

export function describeDoctor(event: DoctorEvent, style: Style): string[] {
  const { ok, text } = verdictOfHost(event);
  return [
    ...event.checks.map(check => describeCheck(check, style)),
    style(ok ? 'green' : 'red', text),
    ...(event.not_yet_run.length === 0 || !event.complete
      ? []
      : ['', 'Not yet run on Windows, only against Samba and Wine:', ...event.not_yet_run.map(what => `- ${what}`)]),
  ];
}

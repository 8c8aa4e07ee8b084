import { plainProse } from '@resite/errors/prose';
import type { Check } from '@resite/site';
import type { Style } from '../output.ts';
import { type Checked, verdictOfChecks } from '../report/verdict.ts';
import { printableName } from '../text.ts';

export function describeCheck({ ok, severity, title, found, wanted, remedy, source }: Check, style: Style): string {
  if (ok) return `${style('green', '✓')} ${title}: ${printableName(found)}`;
  const mark = { error: style('red', '✗'), warning: style('yellow', '!'), info: style('dim', 'i') }[severity];
  return `${mark} ${title}: found ${printableName(found)}, wanted ${printableName(plainProse(wanted))}. ${plainProse(remedy)} ${style('dim', source)}`;
}

export function summaryOfChecks(checked: Checked, style: Style): string {
  const { ok, text } = verdictOfChecks(checked);
  return style(ok ? 'green' : 'red', text);
}

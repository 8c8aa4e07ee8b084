import { formatTime } from '@resite/errors';
import type { JsonDifference, JsonValue } from '@resite/registry';
import type { Output, Style } from '../output.ts';
import { plural, printableName } from '../text.ts';
import type { Line } from './line.ts';
import type { RegistryEvent, RegistryKeyEvent } from './registry-events.ts';

export function describeRegistryEvent(event: RegistryEvent, { out, err }: Pick<Output, 'out' | 'err'>): Line[] {
  switch (event.message_type) {
    case 'registry_key':
      return describeKey(event, out.style).map(result);
    case 'registry_difference':
      return [result(describeDifference(event, out.style))];
    case 'registry_compared':
      return event.differences === 0 ? [result('No differences')] : [];
    case 'registry_imported': {
      const done = event.dry_run ? 'would be made' : 'made';
      const count = event.changes === 0 ? 'No changes' : plural(event.changes, 'change');
      return [result(`${count} ${done} in ${printableName(event.file)}`)];
    }
    case 'registry_problem': {
      const color = event.severity === 'damage' ? 'red' : 'yellow';
      const place = `0x${event.offset.toString(16)}${event.path === undefined ? '' : ` ${printableName(event.path)}`}`;
      return [result(`${out.style(color, event.severity)} ${place}: ${printableName(event.message)}`)];
    }
    case 'registry_checked': {
      const counts = `${plural(event.damages, 'damage')}, ${plural(event.flaws, 'flaw')}`;
      const isSound = event.damages + event.flaws === 0;
      return [result(`Checked ${printableName(event.file)}: ${isSound ? out.style('green', 'sound') : counts}`)];
    }
    case 'registry_lost': {
      const place = event.path === undefined ? '' : ` ${printableName(event.path)}:`;
      return [{ to: 'warning', text: `${err.style('yellow', 'lost:')}${place} ${printableName(event.reason)}` }];
    }
  }
}

function result(text: string): Line {
  return { to: 'result', text };
}

function describeKey(event: RegistryKeyEvent, style: Style): string[] {
  const { path, last_write: time, class: className, security, values } = event;
  return [
    `${style('bold', printableName(path))}${time === undefined ? '' : style('dim', `  ${formatTime(time, 'second')}`)}`,
    ...(className === undefined ? [] : [`  class ${JSON.stringify(className)}`]),
    ...(security === undefined ? [] : [`  security ${security}`]),
    ...values.map(value => `  ${describeValue(value)}`),
  ];
}

const marks = { added: '+', removed: '-', changed: '~' } as const;
const colors = { added: 'green', removed: 'red', changed: 'yellow' } as const;

function describeDifference(difference: JsonDifference, style: Style): string {
  const { kind, path, value, before, after } = difference;
  const [subject, change] = kind.split('-') as [string, keyof typeof marks];
  const where = printableName(path === '' ? '\\' : path);
  const line = (what: string) => style(colors[change], `${marks[change]} ${where}${what}`);
  if (subject === 'key') return line('');
  if (value) return line(` » ${describeValue(value)}`);
  if (typeof before === 'object' && typeof after === 'object')
    return line(` » ${describeValue(before)} → ${describeData(after)}`);
  return line(
    subject === 'class' ? `: class ${JSON.stringify(before)} → ${JSON.stringify(after)}` : ': security descriptor',
  );
}

function describeValue(value: JsonValue): string {
  return `${value.name === '' ? '(default)' : printableName(value.name)} = ${describeData(value)}`;
}

const shownBytes = 32;

function describeData({ type, data, text, strings, number }: JsonValue): string {
  if (text !== undefined || strings !== undefined) return `${type} ${printableName(JSON.stringify(text ?? strings))}`;
  if (number !== undefined) return `${type} 0x${number.toString(16).padStart(8, '0')}`;
  const bytes = data.slice(0, 2 * shownBytes).replace(/(..)(?=.)/g, '$1 ');
  return `${type} ${bytes}${data.length > 2 * shownBytes ? ` … (${data.length / 2} bytes)` : ''}`;
}

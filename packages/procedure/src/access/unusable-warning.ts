import { type AnyRemedy, defined } from '@resite/errors';
import type { OnUnusable, UnusableFile } from '@resite/repository';

/** As in the events of a procedure. */
interface Warning {
  message_type: 'warning';
  text: string;
  how?: AnyRemedy;
}

/** Lets the warnings tell of each file of a repository that is left out. */
export const warnOfUnusable =
  (emit: (event: Warning) => void): OnUnusable =>
  file =>
    emit(unusableWarning(file));

function unusableWarning({ type, error: { message, hint, remedy } }: UnusableFile): Warning {
  const end = /[.!?]$/.test(message) ? '' : '.';
  const more = type === 'snapshots' ? ' It may be newer than those that are listed.' : '';
  const text = `${message}${end}${more}${hint === undefined ? '' : ` ${hint}`}`;
  return defined({ message_type: 'warning', text, how: remedy });
}

import { shortId } from '@resite/errors';
import type { Style } from '../output.ts';
import { formatSeconds, plural, printableName, table } from '../text.ts';
import type { RehearsalEvent } from './rehearsal-events.ts';

export function describeRehearsalEvent(event: RehearsalEvent, style: Style): string[] {
  switch (event.message_type) {
    case 'rehearsed': {
      const { evidence, folder, key_is_new } = event;
      const { timeToRestore, notRehearsed, key } = evidence;
      const phases = timeToRestore.phases.map(({ phase, seconds }) => ['', formatSeconds(seconds).padStart(9), phase]);
      return [
        ...table([
          ['  restored in', formatSeconds(timeToRestore.seconds)],
          ['  downtime', `${evidence.downtime}: the site and its parent were not touched`],
          [
            '  not rehearsed',
            `${plural(notRehearsed.length, 'thing')}, such as all that the parent does: the evidence lists them`,
          ],
          ['  evidence', `${folder}/evidence.html`],
          ['  signed by', key],
        ]),
        ...table([['', '     Time', 'Phase'], ...phases]).map(line => style('dim', line)),
        ...(key_is_new
          ? [
              'The key pair was made just now. Write the fingerprint down where nobody can change it, and type: resite keys create',
            ]
          : []),
      ];
    }
    case 'scratch_kept':
      return [
        `The scratch machine is on. Look at it, then remove it:`,
        `  resite lab status ${event.folder}`,
        `  resite lab destroy ${event.folder}`,
      ];
    case 'evidence_verified': {
      const { file, key, name, result, run, ended, snapshot } = event;
      return [
        style('green', `${printableName(file)} is what ${key} has signed`),
        ...(result === undefined
          ? []
          : [
              `  It says: rehearsal ${printableName(run)} of snapshot ${shortId(snapshot)} ${result}, ended ${printableName(ended)}.`,
            ]),
        `  Proven: the holder of the key ${printableName(name)} wrote exactly this, and nobody has changed it since.`,
        '  Not proven: that the clock was right, that the snapshot is still intact today, and what the file itself lists as not rehearsed.',
      ];
    }
  }
}

import type { Style } from '../output.ts';
import { table } from '../text.ts';
import type { SigningKeyEvent } from './signing-key-events.ts';

export function describeSigningKeys(event: SigningKeyEvent, style: Style): string[] {
  switch (event.message_type) {
    case 'signing_keys': {
      const rows = event.keys.map(({ name, fingerprint, state, retired, own }) => [
        name,
        retired === undefined ? state : `retired ${retired}`,
        own ? "this installation's" : '',
        fingerprint,
      ]);
      const [head = '', ...lines] = table([['Name', 'State', '', 'Fingerprint'], ...rows]);
      const trusted = event.keys.some(({ own, state }) => own && state === 'trusted');
      return [
        ...(rows.length === 0 ? ['No keys: every restore needs --trust-snapshot'] : [style('bold', head), ...lines]),
        ...(event.own !== null && !trusted
          ? [
              style(
                'yellow',
                `This installation signs with ${event.own}, which is not trusted here. Type: resite keys create`,
              ),
            ]
          : []),
        ...(event.own === null
          ? [style('yellow', 'This installation has no key: its snapshots are not signed. Type: resite keys create')]
          : []),
      ];
    }
    case 'signing_key':
      return [
        event.is_new
          ? `Made the key of this installation: ${event.file}`
          : `The key of this installation is ${event.file}`,
        `  ${event.name}  ${style('bold', event.fingerprint)}`,
        '  Write the fingerprint down where nobody can change it: it tells your snapshots from forged ones.',
      ];
    case 'signing_key_changed':
      return event.change === 'added'
        ? [
            `${event.name} is trusted from now on: ${style('bold', event.fingerprint)}`,
            '  Compare the fingerprint with what its owner wrote down.',
          ]
        : [`${event.name} is trusted no more: ${event.fingerprint}`];
  }
}

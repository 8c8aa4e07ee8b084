import { formatTime, shortId } from '@resite/errors';
import type { Remedy } from '@resite/repository';
import type { Words } from './words.ts';

export const ofRepository: Words<Remedy> = {
  'find-damage': 'Run `resite repo check --read-data`, or restic check --read-data, to see all damage.',
  'repair-index': 'The packs may be sound: `resite repo repair index` rebuilds the index from them.',
  'unusable-snapshot': ({ snapshot, rightName }) =>
    `The other snapshots can be used. ${
      rightName === undefined
        ? 'Put this file back from a copy of the repository'
        : `It is whole: rename it to ${rightName}`
    }, or give it up: \`resite repo forget ${shortId(snapshot)}\`. Until then, nothing can be pruned.`,
  'unusable-key': ({ key }) =>
    `The other keys can be used. Put this file back from a copy of the repository, or remove it: \`resite repo key remove ${shortId(key)}\`.`,
  'index-pack': 'If the pack is there, `resite repo repair index` finds out what it holds.',
  'repair-lost':
    'Nothing was removed. Try `resite repo repair index` first, and `resite repo repair packs` with the packs that it names. Then `resite repo repair snapshots` leaves out of the snapshots what is still lost.',
  'name-damaged-packs': 'Nothing was changed. `resite repo check --read-data` names the packs that are damaged.',
  'upgrade-format':
    'Nothing was changed. `resite repo migrate upgrade_repo_v2` brings the repository to format version 2, which knows compression.',
  'list-snapshots':
    'To see the IDs: `resite snapshots` lists the snapshots of sites, `resite repo snapshots` lists all.',
  'list-files': ({ snapshot }) => `See what there is: resite repo ls ${shortId(snapshot)}`,
  'restore-in-parts': 'Nothing was restored. Restore it in parts, or see what it holds: resite repo ls.',
  'wait-or-unlock': ({ process, isHere, until }) =>
    [
      isHere
        ? `Wait until process ${process} of this computer has finished. If that number is another program's by now,`
        : 'Wait until it has finished. If it was cut off,',
      `its lock stops counting at ${formatTime(until)}.`,
      'Once nobody works on the repository, `resite repo unlock --remove-all` removes it at once.',
    ].join(' '),
  'remove-all-locks': 'When nobody works on the repository, `resite repo unlock --remove-all` removes it.',
  'give-password': 'Give the password that the repository was made with, or one added by `resite repo key add`.',
  'prune-where-kept':
    'This computer can only add to the repository. Forget and prune where it is kept; see docs/repository.md.',
  'make-bucket': 'Check its name in the location; `resite repo init` makes it if the server allows that.',
  'name-authority':
    'If an authority of your own signed it, name its certificate: repository.server.caFile in resite.yaml, or RESTIC_CACERT.',
  'name-client-certificate':
    'Name a PEM file with the certificate and the private key that the server expects: repository.server.clientCertificateFile in resite.yaml, or RESTIC_TLS_CLIENT_CERT.',
  'check-login':
    'Check user and password: repository.server in resite.yaml, or RESTIC_REST_USERNAME and RESTIC_REST_PASSWORD.',
  'check-s3-keys':
    'Check access key and secret key: repository.server in resite.yaml, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  'name-s3-keys':
    'Set repository.server.user and passwordFile in resite.yaml, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  'name-region': ({ region }) => `Name it: repository.server.region in resite.yaml, or AWS_DEFAULT_REGION=${region}.`,
  'add-ssh-key':
    'Add the public key to the authorized keys of that user, and the private key to the agent (ssh-add) or as repository.server.keyFile in resite.yaml.',
  'hide-password':
    'Others on this computer can see it there. Put it in a file and name it: repository.server.passwordFile in resite.yaml, or use RESTIC_REST_PASSWORD or AWS_SECRET_ACCESS_KEY.',
  'replace-key':
    'Put the key file back from a copy, or remove it (resite repo key remove ID) and make another key for its password: resite repo key add',
  'make-index': 'Rebuild the index from the packs: resite repo repair index',
  'repair-packs': ({ packs }) =>
    `Rescue what is readable: resite repo repair packs ${packs.map(id => id.slice(0, 16)).join(' ')}`,
  'give-up-snapshots': ({ snapshots }) =>
    `Put snapshots that cannot be read back from a copy, or give them up: resite repo forget ${snapshots.map(shortId).join(' ')}`,
  'back-up-again': 'Back up again what still exists, then see what is lost: resite repo repair snapshots --dry-run',
};

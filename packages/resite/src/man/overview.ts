import { exitCodes } from '@resite/errors';
import { plainProse } from '@resite/errors/prose';
import { bold, definitions, section } from './roff.ts';

const environment: Readonly<Record<string, string>> = {
  RESTIC_REPOSITORY: 'The repository, when neither --repo nor resite.yaml names one.',
  RESTIC_REPOSITORY_FILE: 'File with the location of the repository, when nothing else names one.',
  RESTIC_PASSWORD_FILE: 'File with its password, when neither --password-file nor resite.yaml names one.',
  RESTIC_PASSWORD_COMMAND: 'Command that prints the password, when no file is named.',
  RESTIC_KEY_HINT: 'ID of the key of the repository to try first.',
  RESTIC_COMPRESSION: 'How much work to make stored data small: off, auto, fastest, better or max.',
  RESTIC_PACK_SIZE: 'Size of new packs in MiB, from 4 to 128.',
  'RESTIC_REST_USERNAME, RESTIC_REST_PASSWORD': 'Access to a REST server, when resite.yaml has none.',
  'AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_DEFAULT_REGION': 'The same for S3.',
  RESTIC_CACERT: 'PEM file with the authority that signed the certificate of a REST or S3 server.',
  RESTIC_TLS_CLIENT_CERT: 'PEM file with the certificate and private key that a REST or S3 server asks for.',
  RESITE_TRUST_FILES: 'Files that are used although others may change them: absolute paths with : between.',
  NO_COLOR: 'Print without colours.',
  RESITE_DEBUG: 'Print the origin of an error.',
};

const files: Readonly<Record<string, string>> = {
  'resite.yaml': 'The configuration: the next one from the current folder upwards.',
};

/** What stands in the page of `resite` alone. */
export function overview(): string[] {
  return [
    ...section('EXIT STATUS', definitions(entries(exitCodes))),
    ...section('ENVIRONMENT', definitions(entries(environment))),
    ...section('FILES', definitions(entries(files))),
  ];
}

function entries(table: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(table).map(([term, meaning]) => [bold(term), plainProse(meaning.replaceAll('**', ''))]);
}

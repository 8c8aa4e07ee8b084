import { codes, exitCodes } from '../../packages/errors/src/index.ts';
import { markdownTable } from './markdown.ts';

export function errorsPage(): string {
  const used = [...new Set([0, ...Object.values(codes).map(({ exit }) => exit)])].sort((a, b) => a - b);
  const exitRows = used.map(exit => {
    const meaning = exitCodes[exit];
    if (meaning === undefined)
      throw new Error(`packages/errors/src/exit-codes.ts does not say what exit code ${exit} means`);
    return [`${exit}`, meaning];
  });
  const codeRows = Object.entries(codes).map(([code, { exit, meaning }]) => [`\`${code}\``, `${exit}`, meaning]);
  return `# Errors and exit codes

An error is printed on the error stream: what is wrong and where, then what to do about it, then its code in brackets.

\`\`\`console
$ resite repo snapshots -r ./nowhere --password-file ./repository.password
resite: there is no repository at /home/ann/nowhere
  Check the location, or make a repository there first.
  (REPOSITORY_MISSING)
\`\`\`

With \`--json\` the same is one object on the error stream:
\`{"message_type":"exit_error","code":10,"error":"REPOSITORY_MISSING","message":"…","hint":"…",…}\`, where \`code\` is the
exit code, as restic has it, and \`error\` the code from the table below.

Files that could not be read or restored are reported while the work goes on, and the exit code is 3 in the end.
A fault in Resite itself has the code \`INTERNAL\`; with the environment variable \`RESITE_DEBUG=1\` its origin is printed.

## Exit codes

Those that restic has mean what they mean to restic. New ones may be added: take an unknown one as a failure.

${markdownTable(['exit code', 'meaning'], exitRows)}

## Codes

${markdownTable(['code', 'exit code', 'meaning'], codeRows)}

Next: [the command line](command-line.md)
`;
}

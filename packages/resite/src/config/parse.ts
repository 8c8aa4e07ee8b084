import { ResiteError } from '@resite/errors';
import { profiles as builtIn } from '@resite/site/profiles/table';
import { type ConfigDocument, type Problem, parseConfigDocument } from './document.ts';
import { schemaProblems } from './problems.ts';
import { referenceProblems } from './references.ts';
import { type ConfigFile, configSchema, type KindOfSite } from './schema.ts';

/** The checked content of a resite.yaml, paths as written. */
export function parseConfig(file: string, text: string): ConfigFile {
  const document = parseConfigDocument(text);
  if (document.problems.length > 0) throw invalid(file, document.problems);
  return checked(file, document);
}

function checked(file: string, document: ConfigDocument): ConfigFile {
  const { data, error } = configSchema(ownKinds(document.content)).safeParse(document.content ?? undefined);
  if (error !== undefined) throw invalid(file, schemaProblems(document, error.issues));
  const problems = referenceProblems(document, data);
  if (problems.length > 0) throw invalid(file, problems);
  return data;
}

/** The names of the profiles under `profiles`, and which are secondary, whatever else is wrong with them. */
function ownKinds(content: unknown): KindOfSite[] {
  const { profiles } = Object(content) as { profiles?: unknown };
  return Object.entries(Object(profiles) as object)
    .filter(([name]) => builtIn.every(profile => profile.name !== name))
    .map(([name, profile]) => {
      const hasParent = Object(profile).parent !== undefined;
      return { name, description: '', siteType: hasParent ? 'secondary' : 'primary' };
    });
}

function invalid(file: string, problems: Problem[]): ResiteError {
  const lines = problems
    .toSorted((a, b) => a.line - b.line || a.column - b.column)
    .map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`);
  return new ResiteError('CONFIG_INVALID', lines.join('\n'), {
    hint: 'All keys are described in docs/configuration.md and in the output of: resite config schema',
  });
}

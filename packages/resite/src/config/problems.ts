import type { z } from 'zod';
import { nearest } from '../suggest.ts';
import { type ConfigDocument, type Problem, toldOnce } from './document.ts';
import { knownKeys } from './json-schema.ts';

type Issue = z.core.$ZodIssue;

/** What the schema finds wrong, in the words of someone who edits resite.yaml. */
export function schemaProblems(document: ConfigDocument, issues: readonly Issue[]): Problem[] {
  const misspelt = issues.flatMap(issue => misspeltIn(document, issue));
  const causes = issues.filter(issue => !misspelt.some(key => isConsequence(document, issue, key)));
  const isOfProfile = ({ path: [part, , key] }: Issue) => part === 'sites' && key === 'profile';
  const areProfilesLost = causes.some(
    issue => issue.path[0] === 'profiles' && issue.path.length === 2 && issue.code === 'invalid_key',
  );
  return [
    ...causes.filter(issue => !isOfProfile(issue)).flatMap(issue => problemsOf(document, issue)),
    ...toldOnce(areProfilesLost ? [] : causes.filter(isOfProfile).flatMap(issue => problemsOf(document, issue))),
  ];
}

/** A key that was meant, and where it should stand. */
interface Misspelt {
  readonly path: readonly PropertyKey[];
  readonly meant: string;
}

function misspeltIn(document: ConfigDocument, issue: Issue): Misspelt[] {
  if (issue.code !== 'unrecognized_keys') return [];
  const { path } = issue;
  const known = knownKeys(path, document.content);
  return issue.keys.flatMap(key => {
    const meant = nearest(key, known);
    return meant === undefined ? [] : [{ path, meant }];
  });
}

/** What is missing stands there under a wrong name. */
function isConsequence(document: ConfigDocument, issue: Issue, { path, meant }: Misspelt): boolean {
  const isAt = (at: readonly PropertyKey[]) => at.join('\n') === issue.path.join('\n');
  if (isAt(path) && issue.code === 'custom') return new RegExp(`\\b${meant}\\b`).test(issue.message);
  if (isAt([...path, meant])) return valueAt(document.content, issue.path) === undefined;
  return path.length === 0 && meant === 'profiles' && issue.path[0] === 'sites' && issue.path[2] === 'profile';
}

function problemsOf(document: ConfigDocument, issue: Issue): Problem[] {
  const { path } = issue;
  const name = String(path.findLast(part => typeof part !== 'number') ?? 'resite.yaml');
  const value = valueAt(document.content, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map(key =>
        document.problem([...path, key], unknownKey(key, knownKeys(path, document.content)), 'key'),
      );
    case 'invalid_key':
      return [document.problem(path, `"${name}" ${issue.issues.map(inner => inner.message).join('; ')}`, 'key')];
    case 'invalid_union':
      return [document.problem(path, wrongChoice(name, value, 'options' in issue ? (issue.options as string[]) : []))];
    case 'invalid_value':
      return [document.problem(path, wrongChoice(name, value, issue.values.map(String)))];
    case 'invalid_type':
      if (value === undefined) return [document.problem(path, `${name} is missing`)];
      return [document.problem(path, `${name} must be ${shapes[issue.expected] ?? 'a mapping'}${remedy(value)}`)];
    case 'too_small':
      if (issue.origin === 'string') return [document.problem(path, `${name} is empty`)];
      return [document.problem(path, `${name} must be at least ${issue.minimum}`)];
    case 'too_big':
      return [document.problem(path, `${name} must be at most ${issue.maximum}`)];
    default:
      return [
        document.problem(path, issue.code === 'custom' ? `${name}: ${issue.message}` : `${name} ${issue.message}`),
      ];
  }
}

const shapes: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
};

function unknownKey(key: string, known: string[]): string {
  const guess = nearest(key, known);
  return `unknown key "${key}"; ${guess === undefined ? `known here: ${known.join(', ')}` : `did you mean "${guess}"?`}`;
}

/** What is known by another name outside of resite.yaml. */
const otherNames: Readonly<Record<string, string>> = { SMB1: 'NT1', CIFS: 'NT1' };

function wrongChoice(name: string, value: unknown, options: string[]): string {
  const choice = options.join(' or ');
  if (value === undefined) return `${name} is missing: ${choice}`;
  const guess = options.find(option => option === otherNames[String(value)]) ?? nearest(String(value), options);
  return `${name} must be ${choice}, not "${value}"${guess === undefined ? '' : `; did you mean ${guess}?`}`;
}

function remedy(value: unknown): string {
  if (value === null) return ', and nothing stands there';
  if (typeof value === 'number' || typeof value === 'boolean') return `, not a ${typeof value}: put it in quotes`;
  return Array.isArray(value) ? ', not a list' : `, not ${typeof value === 'object' ? 'a mapping' : 'text'}`;
}

function valueAt(content: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (value as Record<PropertyKey, unknown> | null | undefined)?.[part],
    content,
  );
}

import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  visit,
  type YAMLError,
} from 'yaml';

/** A problem and where it is: `file:line:column: message`, lines and columns from 1. */
export interface Problem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

type Path = readonly PropertyKey[];

/** A YAML text, its content, and where each part of it stands. */
export interface ConfigDocument {
  readonly content: unknown;
  /** What is wrong with the YAML itself; the content is of no use then. */
  readonly problems: Problem[];
  /** At the value, or at the key when `of` says so; where something is missing, at what should hold it. */
  problem(path: Path, message: string, of?: 'key' | 'value'): Problem;
}

/** Problems of which those with the same words before a guess have one cause: each is reported once, with all lines where it shows. */
export function toldOnce(problems: readonly Problem[]): Problem[] {
  return [...Map.groupBy(problems, ({ message }) => message.split(';')[0]).values()].map(([first, ...others]) => {
    const lines = [...new Set(others.map(({ line }) => line))].filter(line => line !== first!.line);
    if (lines.length === 0) return first!;
    return { ...first!, message: `${first!.message} (also in line${lines.length > 1 ? 's' : ''} ${lines.join(', ')})` };
  });
}

export function parseConfigDocument(text: string): ConfigDocument {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  keepKeysAsWritten(document);
  const at = (offset: number, message: string): Problem => {
    const { line, col } = lineCounter.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1), message };
  };
  const problems = [
    ...told([...document.errors, ...document.warnings]).map(error => at(error.pos[0], explain(error))),
    ...hiddenKeys(document).map(({ range }) => at(range?.[0] ?? 0, '__proto__ cannot be the name of anything')),
  ];
  return {
    content: problems.length === 0 ? document.toJS() : undefined,
    problems,
    problem: (path, message, of = 'value') => at(offsetOf(document, path, of), message),
  };
}

/** What a parser finds after the first place that it could not read is a consequence of that. */
function told(errors: readonly YAMLError[]): YAMLError[] {
  const [first] = errors.filter(isOfSyntax).sort((a, b) => a.pos[0] - b.pos[0]);
  return first === undefined ? [...errors] : [first];
}

const isOfSyntax = ({ code }: YAMLError) => code !== 'DUPLICATE_KEY' && code !== 'MULTIPLE_DOCS';

function explain({ code, message }: YAMLError): string {
  return code === 'MULTIPLE_DOCS' ? 'the file holds more than one YAML document' : message;
}

/** Objects of JavaScript have no room for such a name: what stands under it would be passed over in silence. */
function hiddenKeys(document: Document): Scalar[] {
  const found: Scalar[] = [];
  visit(document, {
    Pair: (_, { key }) => {
      if (isScalar(key) && key.value === '__proto__') found.push(key);
    },
  });
  return found;
}

/** A site code such as 001 or 1E5 is a number to YAML; what stands there is meant. */
function keepKeysAsWritten(document: Document): void {
  visit(document, {
    Pair: (_, { key }) => {
      if (isScalar(key) && typeof key.value !== 'string' && key.source !== undefined) key.value = key.source;
    },
  });
}

function offsetOf(document: Document, path: Path, of: 'key' | 'value'): number {
  let node = document.contents as Node | null;
  let offset = node?.range?.[0] ?? 0;
  for (const [depth, part] of path.entries()) {
    const map: Node | null | undefined = isAlias(node) ? node.resolve(document) : node;
    const item = isSeq(map) ? map.items[Number(part)] : undefined;
    if (isNode(item)) {
      node = item;
      offset = item.range?.[0] ?? offset;
      continue;
    }
    const pair: Pair | undefined = isMap(map) ? map.items.find(item => keyOf(item) === String(part)) : undefined;
    if (pair === undefined) break;
    node = isNode(pair.value) ? pair.value : null;
    const isLast = depth === path.length - 1;
    const wanted = isLast && of === 'value' && node?.range ? node : pair.key;
    offset = (isNode(wanted) ? wanted.range?.[0] : undefined) ?? offset;
  }
  return offset;
}

function keyOf({ key }: Pair): string {
  return String(isScalar(key) ? key.value : key);
}

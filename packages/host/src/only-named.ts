import { upcase } from '@resite/registry/names';

/** All of them where no names are given. */
export function onlyNamed<Each extends { readonly name: string }>(
  all: readonly Each[],
  names: readonly string[] | undefined,
): Each[] {
  if (names === undefined) return [...all];
  const wanted = new Set(names.map(upcase));
  return all.filter(({ name }) => wanted.has(upcase(name)));
}

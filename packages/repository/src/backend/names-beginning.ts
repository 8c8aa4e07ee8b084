/** Those of the names that an ID means: itself, or all that begin with it; none for what is no ID. At least two characters count. */
export function namesBeginning(id: string, names: readonly string[]): string[] {
  return /^[0-9a-f]{2,64}$/.test(id) ? names.filter(name => name.startsWith(id)) : [];
}

/**
 * Run in a project that has the packages installed, by any Node that they support, with a JSON file of what can be imported
 * and what must not be. Prints what is wrong, as JSON.
 */
import { readFileSync } from 'node:fs';

const { offered, hidden } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const problems = [];

for (const specifier of offered) {
  const type = specifier.endsWith('.json') ? { with: { type: 'json' } } : {};
  try {
    await import(specifier, type);
  } catch (error) {
    problems.push(`${specifier}: ${error.message}`);
  }
}
for (const specifier of hidden) {
  try {
    problems.push(`${specifier} can be imported: ${import.meta.resolve(specifier)}`);
  } catch (error) {
    if (error.code !== 'ERR_PACKAGE_PATH_NOT_EXPORTED') problems.push(`${specifier}: ${error.message}`);
  }
}
console.log(JSON.stringify(problems));

/** A line in the log of the machine process, which is what it prints. */
export function log(text: string): void {
  console.log(`${new Date().toISOString()} ${text}`);
}

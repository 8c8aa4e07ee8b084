import type { Statement } from '../service/messages.ts';

/** An SMS event in the site database (numbers: Q122177 to Q122181); times are seconds since 1970. */
export function eventStatement(id: number, siteCode: string, text: string): Statement {
  return {
    sql: 'INSERT INTO Events (Time, EventID, SiteCode, Text) VALUES (?, ?, ?, ?)',
    parameters: [Math.floor(Date.now() / 1000), id, siteCode, text],
  };
}

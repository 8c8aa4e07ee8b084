/** When a simulated world begins, in milliseconds since 1970. */
export const beginning = Date.UTC(2026, 2, 3, 20, 0, 0);

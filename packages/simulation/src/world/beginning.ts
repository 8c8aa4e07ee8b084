/** When the simulated world begins: an evening in 1996 would be before certificates and repositories, so it is one of this century. */
export const beginning = Date.UTC(2026, 2, 3, 20, 0, 0);

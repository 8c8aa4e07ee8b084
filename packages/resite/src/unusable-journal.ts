/** What a journal that cannot be used makes a command end with; while services are down, nobody would know of them. */
export const unusableJournal = ['JOURNAL_DAMAGED', 'JOURNAL_VERSION', 'FILE_ACCESS'] as const;

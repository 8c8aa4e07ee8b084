/** Folder at the top of a snapshot for what the files alone do not tell. */
export const resiteFolder = '.resite';

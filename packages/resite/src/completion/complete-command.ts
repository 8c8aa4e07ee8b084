/** The word after `resite` by which the completion of a shell asks what may come next. */
export const completeCommand = '__complete';

const ENDING = ' (copy)';
/** What the API takes. */
const LONGEST_NAME = 200;

/** A name that is as long as it may be loses its end, or its copy could never be saved again. */
export const copyNameOf = (name: string): string => name.slice(0, LONGEST_NAME - ENDING.length) + ENDING;

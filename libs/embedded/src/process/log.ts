/** Where a server of this library says, in one line, what its operator may want to know. */
export type Log = (line: string) => void;

export const silent: Log = () => undefined;

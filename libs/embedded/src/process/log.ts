/** Takes one line for the operator of a server. */
export type Log = (line: string) => void;

export const silent: Log = () => undefined;

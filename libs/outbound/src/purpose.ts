/** The reason to call a host. It decides the ports. */
export type Purpose = 'smtp' | 'imap' | 'https';

interface Rule {
  readonly server: string;
  readonly ports: string;
  readonly takes: (port: number) => boolean;
}

const oneOf = (...ports: readonly number[]): Pick<Rule, 'ports' | 'takes'> => ({
  ports: ports.join(', '),
  takes: (port) => ports.includes(port),
});

/** 2525 is the submission port of providers whose customers sit behind firewalls that close 587. */
export const RULES: Readonly<Record<Purpose, Rule>> = {
  smtp: { server: 'mail server', ...oneOf(25, 465, 587, 2525) },
  imap: { server: 'mail server', ...oneOf(143, 993) },
  // The ports below are those of other protocols, which could read a request as commands of theirs.
  https: { server: 'web server', ports: '443 or above 1024', takes: (port) => port === 443 || port > 1_024 },
};

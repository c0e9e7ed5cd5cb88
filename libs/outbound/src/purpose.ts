/** The reason to call a host. It decides the ports. */
export type Purpose = 'smtp' | 'imap' | 'https' | 'webhook';

/** `inside`: private networks are allowed. */
interface Rule {
  readonly server: string;
  readonly ports: string;
  readonly takes: (port: number, inside: boolean) => boolean;
}

const oneOf = (...ports: readonly number[]): Pick<Rule, 'ports' | 'takes'> => ({
  ports: ports.join(', '),
  takes: (port) => ports.includes(port),
});

/** The other ports are those of other protocols, which could read a request as commands of theirs. 8443 is above 1024. */
const WEB: Rule = {
  server: 'web server',
  ports: '443 or above 1024',
  takes: (port) => port === 443 || port > 1_024,
};

/** 2525 is the submission port of providers whose customers sit behind firewalls that close 587. */
export const RULES: Readonly<Record<Purpose, Rule>> = {
  smtp: { server: 'mail server', ...oneOf(25, 465, 587, 2525) },
  imap: { server: 'mail server', ...oneOf(143, 993) },
  https: WEB,
  // Receivers inside listen at any port, and the operator has allowed them all.
  webhook: { ...WEB, takes: (port, inside) => inside || WEB.takes(port, inside) },
};

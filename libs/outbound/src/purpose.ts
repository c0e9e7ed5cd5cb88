/** The reason to call a host. It decides the ports. */
export type Purpose = 'smtp' | 'imap' | 'https';

/** 2525 is the submission port of providers whose customers sit behind firewalls that close 587. */
export const PORTS: Readonly<Record<Purpose, readonly number[]>> = {
  smtp: [25, 465, 587, 2525],
  imap: [143, 993],
  https: [443],
};

export const SERVER_NAMES: Readonly<Record<Purpose, string>> = {
  smtp: 'mail server',
  imap: 'mail server',
  https: 'web server',
};

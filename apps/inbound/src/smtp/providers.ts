import type { InboundConfig } from '../inbound.config.js';
import { SmtpListener } from './transport/smtp-listener.js';
import { SmtpOptions, smtpOptionsOf } from './transport/smtp-options.js';
import { TakeMail } from './use-cases/take-mail.js';

export const optionsOf = (config: InboundConfig) => [
  { provide: SmtpOptions, useValue: smtpOptionsOf(config) },
];

export const useCases = [TakeMail];
export const listeners = [SmtpListener];

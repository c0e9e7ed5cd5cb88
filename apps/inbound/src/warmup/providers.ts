import { WarmupReceipts } from './persistence/warmup-receipts.js';
import { WarmupRetention } from './transport/retention.schedule.js';
import { WarmupMails, WarmupSecret } from './use-cases/warmup-mails.js';

export const optionsOf = ({ TRACKING_SECRET }: { readonly TRACKING_SECRET: string }) => [
  { provide: WarmupSecret, useValue: { value: TRACKING_SECRET } },
];

export const repositories = [WarmupReceipts];
export const useCases = [WarmupMails];
export const schedules = [WarmupRetention];

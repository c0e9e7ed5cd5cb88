import { ReceivedMails } from './use-cases/received-mails.js';

export const useCases = [ReceivedMails];

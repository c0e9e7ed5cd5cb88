import { Foundation1700000000000 } from '#database';
import { ArchivedPaces1763900400000 } from './archived-paces-1763900400000.js';
import { CampaignsByWakeUp1764352800000 } from './campaigns-by-wake-up-1764352800000.js';
import { CreateDispatcher1763900000000 } from './create-dispatcher-1763900000000.js';
import { FindSends1763900200000 } from './find-sends-1763900200000.js';
import { LaneRests1763900100000 } from './lane-rests-1763900100000.js';
import { ListsOfSends1763900600000 } from './lists-of-sends-1763900600000.js';
import { RecipientTimeZones1763900500000 } from './recipient-time-zones-1763900500000.js';
import { Variants1763900300000 } from './variants-1763900300000.js';

export const migrations = [
  Foundation1700000000000,
  CreateDispatcher1763900000000,
  LaneRests1763900100000,
  FindSends1763900200000,
  Variants1763900300000,
  ArchivedPaces1763900400000,
  RecipientTimeZones1763900500000,
  ListsOfSends1763900600000,
  CampaignsByWakeUp1764352800000,
];

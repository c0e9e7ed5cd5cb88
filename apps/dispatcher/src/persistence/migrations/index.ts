import { Foundation1700000000000 } from '#database';
import { CreateDispatcher1795824000000 } from './1795824000000-create-dispatcher.js';
import { AddHeldAt1795917845604 } from './1795917845604-add-held-at.js';
import { AccountStops1795918828114 } from './1795918828114-account-stops.js';

export const migrations = [
  Foundation1700000000000,
  CreateDispatcher1795824000000,
  AddHeldAt1795917845604,
  AccountStops1795918828114,
];

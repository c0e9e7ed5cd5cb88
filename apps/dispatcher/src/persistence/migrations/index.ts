import { Foundation1700000000000 } from '#database';
import { CreateDispatcher1795824000000 } from './1795824000000-create-dispatcher.js';
import { AddHeldAt1795917845604 } from './1795917845604-add-held-at.js';

export const migrations = [Foundation1700000000000, CreateDispatcher1795824000000, AddHeldAt1795917845604];

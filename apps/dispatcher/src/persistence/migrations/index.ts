import { Foundation1700000000000 } from '#database';
import { CreateDispatcher1795824000000 } from './1795824000000-create-dispatcher.js';

export const migrations = [Foundation1700000000000, CreateDispatcher1795824000000];

export type { FactChange, MessageFact } from './domain/message-fact.js';
export { AccountWatch, FactSubscriber } from './persistence/fact-subscriber.js';
export { Fleet } from './persistence/fleet.js';
export { MessageFacts } from './persistence/message-facts.js';

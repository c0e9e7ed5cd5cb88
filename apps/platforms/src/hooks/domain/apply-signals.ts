import { applySignal, type Fact, type LeadSignal } from './apply-signal.js';
import type { ToldLead, ToldMessage } from './told-lead.js';

/** A signal about a message of a lead, which is named by its key among the leads. */
export interface KeyedSignal extends LeadSignal {
  readonly lead: string;
}

export interface AppliedAll<S extends KeyedSignal> {
  readonly facts: readonly (Fact & { readonly by: S })[];
  readonly changed: readonly ToldMessage[];
  readonly unknownSteps: ReadonlySet<S>;
}

/** The facts that signals add to leads, in their order. Each of them must be about one of the leads. */
export function applySignals<S extends KeyedSignal>(
  leads: ReadonlyMap<string, ToldLead>,
  signals: readonly S[],
): AppliedAll<S> {
  const present = new Map(leads);
  const facts: (Fact & { readonly by: S })[] = [];
  const unknownSteps = new Set<S>();
  for (const signal of signals) {
    const lead = present.get(signal.lead);
    if (lead === undefined) throw new Error('a signal is about a lead that was not read');
    const applied = applySignal(lead, signal);
    present.set(signal.lead, applied.lead);
    facts.push(...applied.facts.map((fact) => ({ ...fact, by: signal })));
    if (applied.isUnknownStep) unknownSteps.add(signal);
  }
  return { facts, changed: changedIn(leads, present), unknownSteps };
}

function changedIn(
  before: ReadonlyMap<string, ToldLead>,
  after: ReadonlyMap<string, ToldLead>,
): ToldMessage[] {
  const unchanged = new Set([...before.values()].flatMap(({ messages }) => messages));
  return [...after.values()].flatMap(({ messages }) => messages.filter((each) => !unchanged.has(each)));
}

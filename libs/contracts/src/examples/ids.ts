import type { Id, IdPrefix } from '#kernel';

/** The ids of the examples differ in their last letters. */
const idFor = <P extends IdPrefix>(prefix: P, last = '01'): Id<P> =>
  `${prefix}_01kns0fhj0fgzsyq1d3snqn3${last}`;

/** All examples show one workspace and one campaign. */
export const IDS = {
  workspace: idFor('ws'),
  user: idFor('user'),
  session: idFor('sess'),
  key: idFor('key'),
  client: idFor('cli'),
  campaign: idFor('camp'),
  clone: idFor('camp', '02'),
  sequence: idFor('seq'),
  steps: [idFor('step', '01'), idFor('step', '02')],
  variants: [idFor('var', '01'), idFor('var', '02')],
  accounts: [idFor('ea', '01'), idFor('ea', '02'), idFor('ea', '03')],
  contacts: [idFor('cont', '01'), idFor('cont', '02')],
  company: idFor('comp'),
  segment: idFor('seg'),
  suppression: idFor('sup'),
  enrollment: idFor('enr'),
  sends: [idFor('send', '01'), idFor('send', '02')],
  reply: idFor('rep'),
  enrollJob: idFor('job', '01'),
  exportJob: idFor('job', '02'),
  domain: idFor('dom'),
  decision: idFor('evt'),
  auditEvent: idFor('aud'),
  webhooks: [idFor('wh', '01'), idFor('wh', '02')],
  events: [idFor('evt', '02'), idFor('evt', '03')],
  recoverJob: idFor('job', '03'),
  connection: idFor('pcon'),
} as const;

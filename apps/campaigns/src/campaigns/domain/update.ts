import { DomainError, validationError, type FieldError } from '#kernel';
import { allows, invalidTransition, type Campaign, type Transition } from './campaign.js';

/** Sends that have left depend on these. */
const IMMUTABLE_AFTER_LAUNCH = ['campaign_type', 'platform', 'sequence_id'] as const;

/** `fields`: the names of the changed settings. The state stays as it is. */
export function update(campaign: Campaign, fields: readonly string[], now: Date): Transition {
  const { state } = campaign;
  if (!allows(state, 'update')) throw invalidTransition(campaign, 'update');
  const immutable = IMMUTABLE_AFTER_LAUNCH.filter((field) => fields.includes(field));
  if (state.status !== 'draft' && immutable.length > 0) throw immutableField(campaign, immutable);

  return { action: 'update', at: now, to: state };
}

/** One end of the window may be changed alone, so the rule needs the whole window. */
export function requireOpenWindow(window: { send_window_start: number; send_window_end: number }): void {
  if (window.send_window_start < window.send_window_end) return;
  const message = 'must be later than send_window_start';
  throw validationError([{ field: 'send_window_end', code: 'invalid_combination', message }]);
}

const immutableField = ({ id, state }: Campaign, fields: readonly string[]): DomainError =>
  new DomainError(
    'rejected',
    'immutable_field',
    `campaign ${id} is ${state.status}: ${fields.join(', ')} cannot change after the launch`,
    { errors: fields.map(immutable) },
  );

const immutable = (field: string): FieldError => ({
  field,
  code: 'immutable_field',
  message: 'cannot change after the launch',
});

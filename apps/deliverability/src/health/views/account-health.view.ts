import type { AccountHealthView } from '#contracts';
import type { Id } from '#kernel';
import type { ExplainedRecord } from '../domain/advice.js';
import { bandOf } from '../domain/deliverability-score.js';
import { explanationOf } from '../domain/explanation.js';
import type { WindowFigures } from '../domain/hour-figures.js';
import { windowsView } from './windows.view.js';

export function accountHealthView(
  sending_account_id: Id<'ea'>,
  record: ExplainedRecord & WindowFigures,
): AccountHealthView {
  const { score, components } = explanationOf(record);
  return {
    sending_account_id,
    score,
    band: score === null ? null : bandOf(score),
    components: components.map((component) => ({ ...component, advice: [...component.advice] })),
    windows: windowsView(record),
  };
}

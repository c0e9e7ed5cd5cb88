import type { Windows, WindowFigures as WindowView } from '#contracts';
import type { Window, WindowFigures } from '../domain/hour-figures.js';

export const windowsView = (figures: WindowFigures): Windows => ({
  last_24_hours: windowView(figures, 'day'),
  last_7_days: windowView(figures, 'week'),
  last_30_days: windowView(figures, 'month'),
});

function windowView(figures: WindowFigures, window: Window): WindowView {
  const [sent, bounced] = [figures[`${window}_sent`], figures[`${window}_bounced`]];
  const [opened, replied] = [figures[`${window}_opened`], figures[`${window}_replied`]];
  const complained = figures[`${window}_complained`];
  return {
    sent,
    bounced,
    complained,
    opened,
    replied,
    unsubscribed: figures[`${window}_unsubscribed`],
    bounce_rate: rate(bounced, sent),
    complaint_rate: rate(complained, sent),
    open_rate: rate(opened, sent - bounced),
    reply_rate: rate(replied, sent - bounced),
  };
}

/** Three decimals. */
const rate = (count: number, of: number): number => (of <= 0 ? 0 : Math.round((1_000 * count) / of) / 1_000);

const MS_PER_UNIT = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const;

export interface Delay {
  readonly delay_value: number;
  readonly delay_unit: keyof typeof MS_PER_UNIT;
}

/** Whole milliseconds; a delay may be given as a fraction, such as 1.5 days. */
export const delayMs = ({ delay_value, delay_unit }: Delay): number =>
  Math.round(delay_value * MS_PER_UNIT[delay_unit]);

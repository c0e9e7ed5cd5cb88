import { describe, expect, it } from '@jest/globals';
import { onePerAddress, repetitionResult, rowResult, type ContactRow } from './contact-batch.js';

const aRow = (index: number, key: string): ContactRow => ({ index, key, fields: {} });
const rows = [aRow(0, 'a@x.test'), aRow(1, 'b@x.test'), aRow(2, 'a@x.test'), aRow(3, 'a@x.test')];

const chosen = (mode: 'upsert' | 'skip'): { rows: number[]; repetitions: number[] } => {
  const batch = onePerAddress(rows, mode);
  const places = (list: readonly ContactRow[]): number[] =>
    list.map(({ index }) => index).toSorted((a, b) => a - b);
  return { rows: places(batch.rows), repetitions: places(batch.repetitions) };
};

describe('rows with the same address', () => {
  it('are one: the last for an upsert, else the first', () => {
    expect(chosen('upsert')).toEqual({ rows: [1, 3], repetitions: [0, 2] });
    expect(chosen('skip')).toEqual({ rows: [0, 1], repetitions: [2, 3] });
  });

  it('are told apart in the answer', () => {
    const stored = { id: 'cont_x', status: 'created' } as const;
    expect(repetitionResult(aRow(0, ''), stored, 'upsert')).toMatchObject({
      status: 'skipped',
      errors: [{ code: 'superseded' }],
    });
    expect(repetitionResult(aRow(0, ''), stored, 'skip')).toEqual({
      index: 0,
      id: 'cont_x',
      status: 'skipped',
    });
    expect(repetitionResult(aRow(0, ''), stored, 'create')).toMatchObject({ status: 'failed' });
  });
});

describe('a contact that exists', () => {
  it('is a failure when it was to be created, skipped when it was to be skipped, else up to date', () => {
    const stored = { id: 'cont_x', status: 'existing' } as const;
    expect(rowResult(aRow(0, ''), stored, 'create')).toMatchObject({
      errors: [{ code: 'duplicate_contact' }],
    });
    expect(rowResult(aRow(0, ''), stored, 'skip')).toEqual({ index: 0, id: 'cont_x', status: 'skipped' });
    expect(rowResult(aRow(0, ''), stored, 'upsert')).toEqual({ index: 0, id: 'cont_x', status: 'updated' });
  });
});

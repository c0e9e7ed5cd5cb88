import { describe, expect, it } from '@jest/globals';
import { newId } from '#kernel';
import { referenceErrors } from './reference-validation.js';

describe('the reference errors of a new campaign', () => {
  it('are all named at once, each by its field', () => {
    const [active, paused, unknown] = [newId('ea'), newId('ea'), newId('ea')];
    const [known, missing] = [newId('seg'), newId('seg')];

    const errors = referenceErrors(
      {
        sequence_id: newId('seq'),
        sending_account_ids: [active, paused, unknown],
        contact_filter: { segment_ids: [known, missing] },
        client_id: newId('cli'),
      },
      {
        sequenceExists: false,
        accountStatus: new Map([
          [active, 'active'],
          [paused, 'paused'],
        ]),
        accountPlatform: new Map([[paused, 'lemlist']]),
        hasEligibleContact: false,
        unknownSegmentIds: [missing],
        clientExists: false,
      },
    );

    expect(errors.map(({ field, code }) => [field, code])).toEqual([
      ['sequence_id', 'not_found'],
      ['sending_account_ids.1', 'inactive_inbox'],
      ['sending_account_ids.2', 'not_found'],
      ['sending_account_ids.1', 'wrong_platform'],
      ['contact_filter.segment_ids.1', 'not_found'],
      ['contact_filter', 'empty_filter'],
      ['client_id', 'not_found'],
    ]);
  });

  it('are none when everything is there', () => {
    const account = newId('ea');

    const errors = referenceErrors(
      { sequence_id: newId('seq'), sending_account_ids: [account], contact_filter: {} },
      {
        sequenceExists: true,
        accountStatus: new Map([[account, 'active']]),
        accountPlatform: new Map(),
        hasEligibleContact: true,
        unknownSegmentIds: [],
        clientExists: true,
      },
    );

    expect(errors).toEqual([]);
  });
});

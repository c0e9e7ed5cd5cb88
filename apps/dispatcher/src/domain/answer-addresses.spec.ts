import { describe, expect, it } from '@jest/globals';
import { answerAddresses } from './answer-addresses.js';

const TOKEN = '01h455vb4pex5vsknk084sn02q.0123456789abcdef0123';

describe('answers to a message', () => {
  it('arrive at the address of an account whose mailbox is read, also where there is an inbound domain', () => {
    expect(
      answerAddresses({ email: 'ada+x%y@a.example', reads_replies: true }, 'replies.example', TOKEN),
    ).toEqual({
      replyTo: null,
      returnPath: 'ada+x%y@a.example',
      unsubscribeMailto: `mailto:ada+x%25y@a.example?subject=unsubscribe%20${TOKEN}`,
    });
  });

  it('arrive at the inbound domain for another account, by an address for each kind of them', () => {
    expect(answerAddresses({ email: 'ada@a.example' }, 'replies.example', TOKEN)).toEqual({
      replyTo: `r-${TOKEN}@replies.example`,
      returnPath: `b-${TOKEN}@replies.example`,
      unsubscribeMailto: `mailto:u-${TOKEN}@replies.example`,
    });
  });

  it('arrive nowhere that is read otherwise: then nobody can unsubscribe by mail', () => {
    expect(answerAddresses({ email: 'ada@a.example' }, undefined, TOKEN)).toEqual({
      replyTo: null,
      returnPath: 'ada@a.example',
      unsubscribeMailto: null,
    });
  });
});

import { describe, expect, it } from '@jest/globals';
import { newId } from '#kernel';
import { isSameMail, isToMove, type WarmupMail, type WarmupReceipt } from './warmup-mail.js';

const mail: WarmupMail = {
  sendId: newId('send'),
  workspaceId: newId('ws'),
  accountId: newId('ea'),
  messageId: '<a@x>',
  placement: 'spam',
  receivedAt: new Date('2026-05-04T10:00:00Z'),
};
const receipt: WarmupReceipt = { ...mail, isMoved: false };

describe('a warmup mail that is found in the spam folder', () => {
  it('is moved once', () => {
    expect(isToMove(receipt, mail)).toBe(true);
    expect(isToMove({ ...receipt, isMoved: true }, mail)).toBe(false);
    expect(isToMove(undefined, mail)).toBe(false);
  });

  it('stays there when it was in the inbox before', () => {
    expect(isToMove({ ...receipt, placement: 'inbox' }, mail)).toBe(false);
  });

  it.each([{ messageId: '<b@x>' }, { messageId: null }, { accountId: newId('ea') }])(
    'is another mail with a copied token: %j',
    (change) => {
      expect(isSameMail(receipt, { ...mail, ...change })).toBe(false);
      expect(isToMove(receipt, { ...mail, ...change })).toBe(false);
    },
  );
});

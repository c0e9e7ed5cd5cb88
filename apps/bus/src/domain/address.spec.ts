import { describe, expect, it } from '@jest/globals';
import { assert, pre, property, string } from 'fast-check';
import { newId } from '#kernel';
import { addressIn, mayAnswerAt } from './address.js';

const workspaceId = newId('ws');

describe('the subject of a command', () => {
  it('names the workspace and the command', () => {
    expect(addressIn(`nimbus.in.${workspaceId}.contacts.upsert`)).toEqual({
      workspaceId,
      command: 'contacts.upsert',
    });
  });

  it.each(['nimbus.in', 'nimbus.in.contacts.upsert', `nimbus.in.${newId('camp')}.contacts.upsert`])(
    'names nothing without a workspace: %s',
    (subject) => expect(addressIn(subject)).toBeNull(),
  );
});

describe('the subject of an answer', () => {
  it('is below the own subjects of the workspace', () => {
    expect(mayAnswerAt(`nimbus.reply.${workspaceId}.a.b-1`, 'nimbus.reply', workspaceId)).toBe(true);
  });

  it.each([
    `nimbus.reply.${newId('ws')}.a`,
    `nimbus.reply.${workspaceId}`,
    `nimbus.reply.${workspaceId}.`,
    `nimbus.reply.${workspaceId}.>`,
    `nimbus.reply.${workspaceId}.*`,
    `nimbus.reply.${workspaceId}.a..b`,
    `nimbus.reply.${workspaceId}.a b`,
    'evt.campaign.launched.v1',
    '_INBOX_campaigns.1',
  ])('is refused elsewhere: %s', (subject) => {
    expect(mayAnswerAt(subject, 'nimbus.reply', workspaceId)).toBe(false);
  });

  it('is refused for any other text', () => {
    assert(
      property(string(), (text) => {
        pre(!text.startsWith('nimbus.reply.'));
        expect(mayAnswerAt(text, 'nimbus.reply', workspaceId)).toBe(false);
      }),
    );
  });
});

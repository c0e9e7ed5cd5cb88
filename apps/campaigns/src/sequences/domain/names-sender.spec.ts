import { describe, expect, it } from '@jest/globals';
import { namesSender } from './names-sender.js';

describe('a text that names its sender', () => {
  it.each([
    '{{ sender.name }}',
    'Hi {{first_name}},\n{{- sender.first_name | upcase -}}',
    '{% if sender.email contains "@a" %}x{% endif %}',
    '{% assign me = sender %}{{ me.name }}',
    '{{ first_name | append: "}" | append: sender.name }}',
  ])('is %j', (text) => {
    expect(namesSender(text)).toBe(true);
  });

  it.each([
    null,
    '',
    'the sender is unknown',
    '{{ first_name }} from the sender {{ last_name }}',
    '{{ senders }}',
  ])('is not %j', (text) => {
    expect(namesSender(text)).toBe(false);
  });
});

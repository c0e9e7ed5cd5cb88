import { describe, expect, it } from '@jest/globals';
import { renderPreview } from './render-preview.js';

const scope = { first_name: null, last_name: 'Hopper', company: { name: '' }, tags: ['a', ''] };
const preview = (source: string) =>
  renderPreview('html', source, { scope, seed: 'send_1', now: 0, timeZone: 'UTC' });

describe('the empty variables of a preview', () => {
  it.each([
    ['Hi {{ first_name }} {{ last_name }}', ['first_name']],
    ['{{- company.name | upcase -}}{{ nothing.at.all }}', ['company.name', 'nothing.at.all']],
    ['{% for tag in tags %}{{ tag }},{% endfor %}', ['tag']],
    ['{{ first_name }}{{ first_name }}', ['first_name']],
  ])('of %j are %j', (source, empty) => {
    expect(preview(source).emptyVariables).toEqual(empty);
  });

  it.each([
    '{{ first_name | default: "there" }}',
    '{% if first_name %}{{ first_name }}{% endif %}',
    '{{ " | " | spin }}',
  ])('are none of %j', (source) => {
    expect(preview(source).emptyVariables).toEqual([]);
  });

  it('do not change the text', () => {
    expect(preview('{{ first_name }}{{ last_name | append: "<" }}!').text).toBe('Hopper<!');
  });
});

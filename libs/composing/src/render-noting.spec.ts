import { describe, expect, it } from '@jest/globals';
import { renderNoting } from './render-noting.js';

const scope = { first_name: null, last_name: 'Hopper', company: { name: '' }, tags: ['a', ''] };
const noted = (source: string) => renderNoting('html', source, { scope, seed: 'send_1' });

describe('what came out empty', () => {
  it.each([
    ['Hi {{ first_name }} {{ last_name }}', ['first_name']],
    ['{{- company.name | upcase -}}{{ nothing.at.all }}', ['company.name', 'nothing.at.all']],
    ['{% for tag in tags %}{{ tag }},{% endfor %}', ['tag']],
    ['{{ first_name }}{{ first_name }}', ['first_name']],
  ])('of %j is %j', (source, empty) => {
    expect(noted(source).empty).toEqual(empty);
  });

  it.each([
    '{{ first_name | default: "there" }}',
    '{% if first_name %}{{ first_name }}{% endif %}',
    '{{ " | " | spin }}',
  ])('is nothing of %j', (source) => {
    expect(noted(source).empty).toEqual([]);
  });

  it('does not change the text', () => {
    expect(noted('{{ first_name }}{{ last_name | append: "<" }}!').text).toBe('Hopper&lt;!');
  });
});

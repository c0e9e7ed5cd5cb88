import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { parseTemplate, renderTemplate, type TemplateKind } from './templates.js';

const rendered = (kind: TemplateKind, source: string, scope: object): string =>
  renderTemplate(kind, parseTemplate(kind, source), { scope, seed: 'send_1', now: 0, timeZone: 'UTC' });

const SCOPE = {
  first_name: `Ann <b> & "Co"`,
  company: { name: `R&D's` },
  title: '   ',
  note: 'one\ntwo <3',
  tags: ['a&b', '<i>'],
  custom_fields: { 'a<b': 'x', nested: { deep: '<' } },
  people: [{ plan: 'R&D', name: 'Ada' }],
};
const html = (source: string): string => rendered('html', source, SCOPE);
const text = (source: string): string => rendered('text', source, SCOPE);

const ANN = 'Ann &lt;b&gt; &amp; &#34;Co&#34;';

describe('data in HTML', () => {
  it.each([
    ['{{ first_name }}', ANN],
    ['{{ first_name | escape }}', ANN],
    ['{{ first_name | escape | escape | xml_escape }}', ANN],
    ['{{ first_name | append: "<br>" }}', `${ANN}<br>`],
    ['{{ "<b>" | append: first_name | append: "</b>" }}', `<b>${ANN}</b>`],
    ['{{ first_name | prepend: "Dear " | upcase }}', 'DEAR ANN &lt;B&gt; &amp; &#34;CO&#34;'],
    ['{% capture x %}<b>{{ first_name }}</b>{% endcapture %}{{ x }}{{ x }}', `<b>${ANN}</b>`.repeat(2)],
    ['{% assign x = "<hr>" %}{{ x }}', '<hr>'],
    ['{{ note | newline_to_br }}', 'one<br />\ntwo &lt;3'],
    ['{{ tags | join: "<br>" }}', 'a&amp;b<br>&lt;i&gt;'],
    ['{{ title | default: "<b>you</b>" }}', '<b>you</b>'],
    ['{{ "Tom &amp; Co" }}', 'Tom &amp; Co'],
    ['{{ "a&amp;b" | escape_once }}{{ tags[0] | escape_once }}', 'a&amp;ba&amp;b'],
    ['{{ "<i>" | escape }}', '&lt;i&gt;'],
    ['{{ first_name | strip_html }}', 'Ann  &amp; &#34;Co&#34;'],
    ['{{ note | strip_html }}', 'one\ntwo &lt;3'],
    ['{% capture x %}<p>1 &amp; 2</p>{% endcapture %}{{ x | strip_html }}', '1 &amp; 2'],
    ['{{ company.name | url_encode }}', 'R%26D&#39;s'],
    ['{{ "%3Cb%3E" | url_decode }}', '&lt;b&gt;'],
    ['{{ tags | json }}', '[&#34;a&amp;b&#34;,&#34;&lt;i&gt;&#34;]'],
    ['{{ first_name | truncate: 6, "…" }}', 'Ann &lt;…'],
    ['{{ first_name | size }}', String(SCOPE.first_name.length)],
    ['{{ company.name | replace: "&", "<u>and</u>" }}', 'R<u>and</u>D&#39;s'],
    ['{{ "a<b" | append: first_name | remove_first: "<" }}', `ab${ANN}`],
    ['{{ first_name | replace_last: "<", "-" }}', 'Ann -b&gt; &amp; &#34;Co&#34;'],
    ['{{ tags[0] | split: "&" | join: "+" }}', 'a+b'],
    ['{{ company.name | strip: "s\'" }}', 'R&amp;D'],
    [`{{ "<i>" | append: first_name | append: "</i>" | spin }}`, `<i>${ANN}</i>`],
    ['{{ first_name | spin }}', ANN],
    ['{{ custom_fields["a<b"] }}{% for f in custom_fields %}{{ f[0] }};{% endfor %}', 'xa&lt;b;nested;'],
    ['{{ first_name | raw }}', SCOPE.first_name],
  ])('%s is %s', (source, expected) => {
    expect(html(source)).toBe(expected);
  });

  it.each([
    '{% if company.name == "R&D\'s" %}yes{% endif %}',
    '{% if company.name contains "&" and company.name != "R" %}yes{% endif %}',
    '{% if tags contains "a&b" %}yes{% endif %}',
    '{% case company.name %}{% when "R&D\'s" %}yes{% endcase %}',
    '{% assign found = people | where: "plan", "R&D" %}{% if found.size == 1 %}yes{% endif %}',
    '{% if title == blank %}yes{% endif %}',
    '{% unless title == "" %}no{% else %}yes{% endunless %}',
  ])('compares as its author wrote it: %s', (source) => {
    expect(html(source)).toBe('yes');
    expect(text(source)).toBe('yes');
  });
});

describe('data in a subject and in a text body', () => {
  it.each([
    ['{{ first_name | escape }}', SCOPE.first_name],
    ['{{ note | newline_to_br }}', SCOPE.note],
    ['{{ "Tom &amp; Co" | escape_once }}', 'Tom & Co'],
    ['{{ title | default: "you" }}', 'you'],
    ['{{ tags | join: ", " }}', 'a&b, <i>'],
  ])('stand as they are: %s is %s', (source, expected) => {
    expect(text(source)).toBe(expected);
  });
});

/** Templates that print all of their data once, and their own markup around it. */
const SHAPES = [
  '{{ data }}',
  '{{ data | escape }}',
  '{{ data | escape | escape }}',
  '{{ data | append: "" }}',
  '{{ "" | append: data | prepend: "" }}',
  '{% capture x %}{{ data }}{% endcapture %}{{ x }}',
  '{% capture x %}{{ data | escape }}{% endcapture %}{{ x | append: "" }}',
  '{% assign x = data %}{{ x | default: "<br>" }}',
  '{{ nothing | default: data }}',
  '{{ list | join: "" }}',
  '{% for item in list %}{{ item }}{% endfor %}',
  '{{ data | split: "" | join: "" }}',
  '{% if data contains "&" %}{{ data }}{% else %}{{ data }}{% endif %}',
  '{{ data | strip | lstrip | rstrip }}',
];
const special = fc.constantFrom(
  '<',
  '>',
  '&',
  '"',
  "'",
  '&amp;',
  '&lt;',
  '<b>',
  '</p>',
  '\uFDD1',
  'é',
  'x',
  '{{',
  '|',
);
const data = fc
  .array(special, { minLength: 1, maxLength: 12 })
  .map((parts) => parts.join(''))
  .filter((each) => each.trim() === each && each !== '');

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};
const escapedOnce = (value: string): string => value.replaceAll(/[&<>"']/g, (each) => ENTITIES[each] ?? '');

describe('any data in any template', () => {
  it('is escaped exactly once in HTML, and never in text', () => {
    fc.assert(
      fc.property(data, fc.constantFrom(...SHAPES), (value, shape) => {
        const scope = { data: value, list: [value] };
        expect(rendered('html', `<p>${shape}</p>`, scope)).toBe(
          `<p>${escapedOnce(value.replaceAll('\uFDD1', '\uFFFD'))}</p>`,
        );
        expect(rendered('text', shape, scope)).toBe(value);
      }),
      { numRuns: 500 },
    );
  });

  it('never becomes markup in any chain of filters', () => {
    const filter = fc.constantFrom(
      ...'escape,escape_once,newline_to_br,strip_html,url_decode,upcase,downcase,capitalize,strip'.split(','),
      'squish',
      'json',
      'append: data',
      'prepend: data',
      'replace: "<", data',
      'replace_first: "<", ""',
      'remove: "&"',
      'truncate: 5',
      'split: "<" | join: ""',
      'split: ";" | last',
      'slice: 1, 4',
      'spin',
      'date: "%F"',
      'date: data',
      'date_to_rfc822',
      'default: data',
      'truncatewords: 1',
    );
    fc.assert(
      fc.property(data, fc.array(filter, { maxLength: 5 }), (value, filters) => {
        let printed = '';
        try {
          printed = rendered('html', `{{ ${['data', ...filters].join(' | ')} }}`, { data: value });
        } catch {
          return; // url_decode refuses some
        }
        expect(printed.replaceAll('<br />', '')).not.toMatch(/[<>"']|&(?!amp;|lt;|gt;|#34;|#39;)/);
      }),
      { numRuns: 1_000 },
    );
  });
});

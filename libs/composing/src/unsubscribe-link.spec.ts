import { describe, expect, it } from '@jest/globals';
import { hasUnsubscribeLink, namesUnsubscribeUrl } from './unsubscribe-link.js';

describe('a template names the unsubscribe link', () => {
  it.each([
    '<a href="{{ unsubscribe_url }}">Leave</a>',
    '{{- unsubscribe_url | append: "?x" -}}',
    '{% if country == "DE" %}{{ unsubscribe_url }}{% endif %}',
    '{% capture link %}{{ unsubscribe_url }}{% endcapture %}{{ link }}',
    '{% assign link = unsubscribe_url %}{{ link }}',
    '{% liquid echo unsubscribe_url %}',
    '{% case country %}{% when "DE" %}{{ unsubscribe_url }}{% endcase %}',
    '{{ ["unsubscribe_url"] }}{{ "Leave: " | append: unsubscribe_url }}',
  ])('in %j', (source) => {
    expect(namesUnsubscribeUrl('html', source)).toBe(true);
    expect(namesUnsubscribeUrl('text', source)).toBe(true);
  });

  it.each([
    'https://example.com/unsubscribe_url',
    '{{ "unsubscribe_url" }}',
    '{{ custom_fields.unsubscribe_url }}',
    '{% comment %}{{ unsubscribe_url }}{% endcomment %}',
    '{% raw %}{{ unsubscribe_url }}{% endraw %}',
    '{% # unsubscribe_url %}',
    '{% assign unsubscribe_url = "https://example.com" %}{{ unsubscribe_url }}',
    '{% for unsubscribe_url in tags %}{{ unsubscribe_url }}{% endfor %}',
  ])('not in %j', (source) => {
    expect(namesUnsubscribeUrl('html', source)).toBe(false);
    expect(namesUnsubscribeUrl('text', source)).toBe(false);
  });
});

describe('a message has an unsubscribe link', () => {
  const LINK = '{{ unsubscribe_url }}';
  const message = (body_html: string | null, body_text: string | null) => ({
    subject: LINK,
    body_html,
    body_text,
  });

  it.each([
    ['its HTML names the link', message(LINK, 'Hi'), ''],
    ['its text does, and it has no HTML', message(null, LINK), ''],
    ['the workspace has the default footer', message('Hi', null), null],
    ['the own footer of the workspace names the link', message('Hi', null), 'Abmelden: {{unsubscribe_url}}'],
  ])('when %s', (_, text, footer) => {
    expect(hasUnsubscribeLink(text, footer)).toBe(true);
  });

  it.each([
    ['no body names it', message('Hi', 'Hi'), ''],
    ['its text alone names it, beside HTML', message('Hi', LINK), ''],
    ['the own footer does not name it', message('Hi', null), 'Example Ltd, {{ first_name }}'],
    ['it has no body', message(null, ' '), ''],
  ])('but not when %s', (_, text, footer) => {
    expect(hasUnsubscribeLink(text, footer)).toBe(false);
  });
});

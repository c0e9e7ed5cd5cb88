import { describe, expect, it } from '@jest/globals';
import { templateProblem } from './template-problem.js';

describe('a template', () => {
  it.each([
    'Hi {{ first_name | default: "there" }}',
    '{% if company.name %}at {{ company.name }}{% endif %}',
    '{{ "Hi|Hello" | spin }}, {{ custom_fields.plan | upcase }}',
    '{% for tag in custom_fields.tags %}{{ tag }}{% endfor %}',
    '100 % of { braces } }} and %}',
  ])('may be %j', (source) => {
    expect(templateProblem('text', source)).toBeUndefined();
    expect(templateProblem('html', source)).toBeUndefined();
  });

  it.each([
    ['{{ first_name', 'output "{{ first_name" not closed (line 1, column 1)'],
    ['Hi\n  {{ first_name }', 'output "{{ first_name }" not closed (line 2, column 3)'],
    ['{{ first_name | shout }}', 'undefined filter: shout (line 1, column 1)'],
    ['{{ }}', 'invalid value expression: "" (line 1, column 4)'],
    ['{% foo %}', 'tag "foo" not found (line 1, column 1)'],
    ['{% if a %}', 'tag {% if a %} not closed (line 1, column 1)'],
    ['{% endif %}', 'tag "endif" not found (line 1, column 1)'],
    ['{% include "x" %}', 'tag "include" not found (line 1, column 1)'],
  ])('may not be %j', (source, problem) => {
    expect(templateProblem('text', source)).toBe(problem);
    expect(templateProblem('html', source)).toBe(problem);
  });

  it('may not be nested deeper than it can be read', () => {
    expect(templateProblem('html', `{{ a${'[a'.repeat(40_000)}${']'.repeat(40_000)} }}`)).toContain(
      'it is nested too deeply',
    );
  });

  it('may have 2,000 tags and outputs', () => {
    expect(templateProblem('html', '{{ a }}{% if b %}{% endif %}'.repeat(666))).toBeUndefined();
    expect(templateProblem('html', '{{a}}'.repeat(2_001))).toBe(
      'it has 2001 tags and outputs, and may have 2000',
    );
  });

  it.each(['where_exp', 'reject_exp', 'group_by_exp', 'find_exp', 'find_index_exp', 'has_exp'])(
    'may not have the filter %s, which no time limit ends',
    (filter) => {
      expect(templateProblem('html', `Hi\n{{ tags | ${filter}: "x", "x" }}`)).toBe(
        `undefined filter: ${filter} (line 2, column 1)`,
      );
    },
  );
});

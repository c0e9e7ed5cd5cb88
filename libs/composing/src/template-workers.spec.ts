import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ComposeTask } from './compose-task.js';
import { REQUEST_LIMITS, TemplateWorkers, type Composed } from './template-workers.js';

let workers: TemplateWorkers;
beforeEach(() => {
  workers = new TemplateWorkers();
});
afterEach(() => workers.onApplicationShutdown());

const message = (body: string, scope: object = {}): ComposeTask => {
  const messageText = { subject: 'Hi', body_html: body, body_text: null };
  return {
    kind: 'compose',
    messageText,
    threadRoot: messageText,
    threadSubject: null,
    scope,
    seed: 'send_1',
    now: 0,
    timeZone: 'UTC',
    additions: null,
    reports: false,
  };
};
const shown = (composed: Composed | undefined): string | null | undefined =>
  composed && 'failure' in composed ? composed.failure.message : composed?.html;

/** liquidjs does not look at its clock while it searches. */
const NEVER = '{% assign r = (1..4000000) %}{{ r | has: "x[y[z[x[y[z[x[y[z]]]]]]]]", 1 }}';
const LOOP = '{% for i in (1..3000) %}'.repeat(3) + '{% endfor %}'.repeat(3);

describe('templates in their threads', () => {
  it('are composed in the order of their tasks, whatever other workspaces do', async () => {
    const jobs = ['ws_a', 'ws_b', 'ws_c'].map(async (workspace) => {
      const tasks = Array.from({ length: 500 }, (_, n) => message('{{ w }}-{{ n }}', { w: workspace, n }));
      const composed = await workers.compose(workspace, tasks);
      expect(composed.map(shown)).toEqual(tasks.map((_, n) => `${workspace}-${n}`));
    });
    await Promise.all(jobs);
  });

  it.each([
    ['a search', NEVER],
    ['a loop', LOOP],
    ['nested loops', '{% for i in (1..3000) %}'.repeat(30) + '{% endfor %}'.repeat(30)],
    ['a body of filters', `{{ a ${'| append: "x" '.repeat(12_000)} }}`],
    ['a date', `{{ "now" | date: "${'%99N'.repeat(40_000)}" }}`],
  ])('end alone, with a reason: %s', async (_, body) => {
    const [bad, good] = await workers.compose('ws_a', [message(body), message('fine')]);
    expect(bad).toHaveProperty('failure.message');
    expect(shown(good)).toBe('fine');
  });

  it('that never end are named', async () => {
    const [composed] = await workers.compose('ws_a', [message(NEVER)]);
    expect(composed).toEqual({ failure: { field: 'body_html', message: 'it did not end in its time' } });
  });

  it('that would fill the memory end alone', async () => {
    const grow = `{% assign s = "xxxxxxxxxx" %}{% capture all %}${'{% for i in (1..400) %}{{ s }}{{ s }}{{ s }}{{ s }}'.repeat(3)}${'{% endfor %}'.repeat(3)}{% endcapture %}`;
    const [bad, good] = await workers.compose('ws_a', [message(grow), message('fine')]);
    expect(bad).toHaveProperty('failure.message');
    expect(shown(good)).toBe('fine');
  });

  it('that took too long twice in a row are refused, and no others of their workspace', async () => {
    const tasks = [message(NEVER), message(NEVER), message('fine'), message(NEVER), message('fine too')];
    const composed = (await workers.compose('ws_a', tasks)).map(shown);

    expect(composed[3]).toContain('it took too long for the contacts before');
    expect([composed[2], composed[4]]).toEqual(['fine', 'fine too']);
    expect(workers.refuses('ws_a', [message(NEVER), message(NEVER)])).toBe(true);
    expect(workers.refuses('ws_a', [message(NEVER), message('fine')])).toBe(false);
  });

  it('of slow workspaces leave a thread to the others', async () => {
    await Promise.all(['ws_a', 'ws_b'].map((slow) => workers.compose(slow, [message(LOOP)])));
    const ends: string[] = [];
    const jobs = ['ws_a', 'ws_b', 'ws_c'].map(async (workspace) => {
      await workers.compose(workspace, [message(workspace === 'ws_c' ? 'fine' : `${LOOP}again`)]);
      ends.push(workspace);
    });
    await Promise.all(jobs);

    expect(ends[0]).toBe('ws_c');
  });

  it('of one request share its time', async () => {
    const loop = (n: number): ComposeTask => message(`${LOOP}${n}`);
    const composed = await workers.compose('ws_a', [1, 2, 3, 4, 5].map(loop), REQUEST_LIMITS);
    expect(composed.map(shown).at(-1)).toBe('the templates of the request are too many for one');
  });

  it('say what is wrong with them', async () => {
    const check = (source: string) => ({ kind: 'check', template: 'html', source }) as const;
    const problems = await workers.check('ws_a', [
      check('Hi\n{{ a | where_exp: "b", "c" }}'),
      check('{{ a }}'),
    ]);
    expect(problems).toEqual(['undefined filter: where_exp (line 2, column 1)', null]);
  });

  it('say for each message whether it has an unsubscribe link; one that cannot be parsed has none', async () => {
    const task = (body_html: string, footer: string | null) =>
      ({
        kind: 'unsubscribe_link',
        messageText: { subject: 'Hi', body_html, body_text: null },
        footer,
      }) as const;
    const answers = await workers.haveUnsubscribeLinks('ws_a', [
      task('{{ unsubscribe_url }}', ''),
      task('Hi', ''),
      task('Hi', null),
      task('{{ unsubscribe_url }}{% if %}', ''),
    ]);
    expect(answers).toEqual([true, false, true, false]);
  });

  it('are refused once the process ends', async () => {
    const running = workers.compose('ws_a', [message(NEVER)]);
    const waiting = workers.compose('ws_a', [message('fine')]);
    const both = Promise.allSettled([running, waiting]);
    await workers.onApplicationShutdown();

    for (const { status } of await both) expect(status).toBe('rejected');
    await expect(workers.compose('ws_b', [message('fine')])).rejects.toMatchObject({ code: 'unavailable' });
  });
});

/** The demo's sending accounts and contacts, the same ones in every run. */

const FIRST = 'Ada Bruno Chiara Deniz Elif Farid Greta Hugo Ines Jonas Kaja Luca'.split(' ');
const LAST = 'Albers Brandt Costa Demir Eriksen Fischer Garcia Horvat Ivanov Jansen'.split(' ');
const TITLES = ['Head of RevOps', 'VP Sales', 'Growth Lead', 'Founder', 'Sales Operations Manager'];
const COMPANIES = ['Lumen Works', 'North Pier', 'Quartz & Co', 'Tidal Loop', 'Verdant', 'Winterfeld'];

export const DEMO_ACCOUNTS = 24;
export const DEMO_CONTACTS = 300;

/** Every 33rd address does not exist: the mailbox refuses it with 550, as a real server would. */
const GONE_EVERY = 33;
export const isGone = (address: string): boolean => address.startsWith('gone.');

const pick = (list: readonly string[], index: number): string => list[index % list.length] ?? '';

/** Where the mailbox takes messages. */
export interface SmtpAddress {
  readonly host: string;
  readonly port: number;
}

/** A sending account that has warmed up for six weeks, so that the gate allows the campaign. */
export const demoAccount = (index: number, smtp: SmtpAddress, now: Date) => {
  const first = pick(FIRST, index);
  return {
    email: `${first.toLowerCase()}@outreach-${Math.floor(index / FIRST.length) + 1}.example`,
    display_name: `${first} from Nimbus`,
    smtp: {
      ...smtp,
      secure: false,
      require_tls: false, // the mailbox has no certificate
      user: `account-${index}`,
      password: `demo-${index}`,
    },
    daily_send_limit: 200,
    warmup: { started_at: new Date(now.getTime() - 42 * 86_400_000).toISOString(), cumulative_sends: 900 },
    reputation: 92,
    authentication: { spf: 'pass', dkim: 'pass', dmarc: 'pass' },
  };
};

export const demoContact = (index: number) => {
  const first = pick(FIRST, index);
  const last = pick(LAST, Math.floor(index / FIRST.length));
  const company = pick(COMPANIES, index);
  const domain = `${company.toLowerCase().replace(/[^a-z]+/g, '-')}.example`;
  const gone = index % GONE_EVERY === GONE_EVERY - 1 ? 'gone.' : '';
  return {
    email: `${gone}${first}.${last}.${index}@${domain}`.toLowerCase(),
    first_name: first,
    last_name: last,
    title: pick(TITLES, index),
    icp_tier: index % 3 === 0 ? 'A' : 'B',
    company: { name: company, domain },
  };
};

export const demoSequence = {
  name: 'Demo: two steps',
  steps: [
    {
      delay_value: 0,
      delay_unit: 'minutes',
      subject: '{{ "Hi|Hello" | spin }} {{ first_name }}, a question about {{ company.name }}',
      body_html:
        '<p>Hi {{ first_name }},</p><p>how does {{ company.name }} keep track of who answered? Here is <a href="https://nimbus.example/tour?from=demo&amp;step=1">our tour</a>, and what <a href="https://nimbus.example/stories">others do</a>.</p><p>{{ sender.name }}</p>',
    },
    {
      // 15 seconds after the first message: by then some have answered or left, and the demo shows that they get no more
      delay_value: 0.25,
      delay_unit: 'minutes',
      body_html:
        '<p>{{ first_name }}, did this reach you? <a href="https://nimbus.example/tour?from=demo&amp;step=2">The tour</a> takes two minutes.</p><p>{{ sender.name }}</p>',
    },
  ],
};

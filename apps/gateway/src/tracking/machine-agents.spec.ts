import { describe, expect, it } from '@jest/globals';
import { isMachineAgent } from './machine-agents.js';

const PEOPLE = [
  [
    'Gmail, which fetches when the message is opened',
    'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
  ],
  ['Yahoo Mail', 'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html'],
  ['Outlook on Windows', 'Mozilla/4.0 (compatible; ms-office; MSOffice 16)'],
  ['Thunderbird', 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.3.0'],
  [
    'Apple Mail without privacy protection',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)',
  ],
  [
    'Apple Mail on a telephone',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
  ],
  ['Outlook on Android', 'Outlook-Android/2.0'],
  ['Evolution', 'Evolution/3.44'],
  [
    'a browser',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36',
  ],
] as const;

const MACHINES = [
  ['Apple Mail Privacy Protection', 'Mozilla/5.0'],
  [
    'the prefetch of Gmail',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0',
  ],
  ['curl', 'curl/8.5.0'],
  ['Python', 'python-requests/2.31.0'],
  ['Go', 'Go-http-client/1.1'],
  ['Android programs', 'okhttp/4.12.0'],
  ['Wget', 'Wget/1.21.4'],
  ['Java', 'Java/17.0.2'],
  ['Dart', 'Dart/3.0 (dart:io)'],
  ['Node', 'axios/1.6.8'],
  ['nobody who says a name', undefined],
  ['an empty name', ' '],
  ['Barracuda', 'Mozilla/5.0 (compatible; BarracudaCentral/1.0)'],
  ['Proofpoint', 'Mozilla/5.0 (compatible; Proofpoint URL Defense)'],
  ['a bot', 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)'],
  ['Googlebot', 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'],
  [
    'a headless browser',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/130.0.0.0 Safari/537.36',
  ],
  ['a link preview', 'WhatsApp/2.23.20.0'],
  ['Outlook looking whether a file exists', 'Microsoft Office Existence Discovery'],
] as const;

describe('telling user agents of machines from those of people', () => {
  it.each(PEOPLE)('counts %s as a person', (_, userAgent) => {
    expect(isMachineAgent(userAgent, 'open')).toBe(false);
  });

  it.each(MACHINES)('counts %s as a machine', (_, userAgent) => {
    expect(isMachineAgent(userAgent, 'open')).toBe(true);
  });

  it.each(MACHINES)('counts %s as a machine when it follows a link too', (_, userAgent) => {
    expect(isMachineAgent(userAgent, 'click')).toBe(true);
  });

  it('counts the image proxies of Gmail and Yahoo as machines when they follow a link', () => {
    for (const [, proxy] of PEOPLE.slice(0, 2)) expect(isMachineAgent(proxy, 'click')).toBe(true);
  });

  it('counts a browser that follows a link as a person', () => {
    expect(isMachineAgent(PEOPLE.at(-1)?.[1], 'click')).toBe(false);
  });
});

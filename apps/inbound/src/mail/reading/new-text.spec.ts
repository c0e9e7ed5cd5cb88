import { describe, expect, it } from '@jest/globals';
import { newTextOf } from './new-text.js';
import { withoutQuotes } from './quoted-html.js';

const NEW = 'Sounds good.\n\nAda';

describe('the new text of a mail', () => {
  it.each([
    ['Gmail', 'On Mon, Jan 4, 2027 at 9:00 AM Nina <nina@sales.example> wrote:\n\n> Hello\n> there'],
    ['Gmail, wrapped', 'On Mon, Jan 4, 2027 at 9:00 AM Nina Sales\n<nina@sales.example> wrote:\n\n> Hello'],
    ['Gmail in German', 'Am Mo., 4. Jan. 2027 um 10:00 Uhr schrieb Nina <\nnina@sales.example>:\n\n> Hello'],
    ['Gmail in French', 'Le lun. 4 janv. 2027 à 10:00, Nina <nina@sales.example> a écrit :\n\n> Hello'],
    ['Gmail in Spanish', 'El lun, 4 ene 2027 a las 10:00, Nina (<nina@sales.example>) escribió:\n\n> Hello'],
    [
      'Gmail in Portuguese',
      'Em seg., 4 de jan. de 2027 às 10:00, Nina <nina@sales.example>\nescreveu:\n\n> Hello',
    ],
    ['Thunderbird in German', 'Am 04.01.27 um 10:00 schrieb Nina Sales:\n> Hello'],
    [
      'an attribution without quote marks',
      'On 4 Jan 2027, at 09:00, Nina <nina@sales.example> wrote:\n\nHello\nthere',
    ],
    ['Apple Mail', '> On 4 Jan 2027, at 09:00, Nina <nina@sales.example> wrote:\n> \n> Hello'],
    ['Outlook', '-----Original Message-----\nFrom: Nina\nSent: Monday\n\nHello'],
    [
      'Outlook with a line',
      '________________________________\nFrom: Nina <nina@sales.example>\nSent: Monday\nTo: Ada\nSubject: Hi\n\nHello',
    ],
    [
      'Outlook with stars',
      '*From:* Nina <nina@sales.example>\n*Sent:* Monday\n*To:* Ada\n*Subject:* Hi\n\nHello',
    ],
    ['Outlook in German', 'Von: Nina <nina@sales.example>\nGesendet: Montag\nAn: Ada\nBetreff: Hi\n\nHello'],
    ['Outlook in French', 'De : Nina <nina@sales.example>\nEnvoyé : lundi\nÀ : Ada\nObjet : Hi\n\nHello'],
    ['Outlook in Spanish', 'De: Nina <nina@sales.example>\nEnviado: lunes\nPara: Ada\nAsunto: Hi\n\nHello'],
    [
      'Outlook in Portuguese',
      'De: Nina <nina@sales.example>\nEnviada em: segunda\nPara: Ada\nAssunto: Hi\n\nHello',
    ],
    ['a forwarded mail', '---------- Forwarded message ---------\nFrom: Nina\n\nHello'],
    ['a signature', '-- \nAda Lane\n020 7946 0000'],
    ['a phone', 'Sent from my iPhone'],
    ['a phone in German', 'Von meinem iPhone gesendet'],
  ])('leaves out the quote or signature of %s', (_, quote) => {
    expect(newTextOf(`${NEW}\n\n${quote}\n`)).toBe(NEW);
  });

  it('keeps answers below and between quoted lines', () => {
    const text =
      'On Mon, 4 Jan 2027 at 09:00, Nina <nina@sales.example> wrote:\n> Hello\n\nYes.\n\n> Thursday?\n\nFriday.';

    expect(newTextOf(text).split(/\n+/)).toEqual(['Yes.', 'Friday.']);
  });

  it.each([
    'From: that day on we knew.',
    'I wrote to you on 4 January about two things:\n- the price\n- the time',
    'Best regards to your team, and please call me.',
  ])('keeps what only looks like a quote: %j', (text) => {
    expect(newTextOf(text)).toBe(text);
  });
});

describe('the markup of a reply', () => {
  it.each([
    ['Gmail', '<div class="gmail_quote">On … wrote:<blockquote>Hello</blockquote></div>'],
    ['Yahoo', '<div class="yahoo_quoted"><div>Hello</div></div>'],
    ['Apple Mail', '<blockquote type="cite"><p>Hello</blockquote>'],
    ['Outlook for the web', '<div id="appendonsend"></div><hr><div>From: Nina</div>Hello'],
    ['Outlook, its headers', '<div id="divRplyFwdMsg"><b>From:</b> Nina</div>Hello'],
    ['a mail client that renames ids', '<div id="x_divRplyFwdMsg"><b>From:</b> Nina</div>Hello'],
  ])('has no quote of %s', (_, quote) => {
    expect(withoutQuotes(`<p>Sounds good.</p>${quote}`)).toBe('<p>Sounds good.</p>');
  });

  it('keeps an answer below the quote', () => {
    expect(withoutQuotes('<blockquote>Hello</blockquote><p>Yes.</p>')).toBe('<p>Yes.</p>');
  });
});

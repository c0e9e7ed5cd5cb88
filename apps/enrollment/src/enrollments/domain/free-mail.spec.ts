import { describe, expect, it } from '@jest/globals';
import { companyDomains, isFreeMail } from './free-mail.js';

describe('a domain of free mail', () => {
  it.each([
    'gmail.com',
    'googlemail.com',
    'outlook.com',
    'hotmail.co.uk',
    'yahoo.co.uk',
    'mail.yahoo.co.uk',
    'gmx.ch',
    'web.de',
    't-online.de',
    'orange.fr',
    'laposte.net',
    'uol.com.br',
    'sapo.pt',
    'proton.me',
    'tutanota.com',
    'icloud.com',
  ])('is %s', (domain) => expect(isFreeMail(domain)).toBe(true));

  it.each(['acme.test', 'siemens.com', 'mail.siemens.com', 'co.uk', 'com', 'notgmail.com', ''])(
    'is not %s',
    (domain) => expect(isFreeMail(domain)).toBe(false),
  );
});

describe('the company of a contact', () => {
  it('is found by the domain of the address and by the one that the contact carries', () => {
    expect(companyDomains({ email: 'Ann@ACME.test', company_domain: null })).toEqual(['acme.test']);
    expect(companyDomains({ email: 'ann@acme.test', company_domain: ' Acme.Test ' })).toEqual(['acme.test']);
    expect(companyDomains({ email: 'ann@acme.test', company_domain: 'acme-group.test' })).toEqual([
      'acme.test',
      'acme-group.test',
    ]);
  });

  it('is never a provider of free mail, on either side', () => {
    expect(companyDomains({ email: 'ann@gmail.com', company_domain: null })).toEqual([]);
    expect(companyDomains({ email: 'ann@gmail.com', company_domain: 'acme.test' })).toEqual(['acme.test']);
    expect(companyDomains({ email: 'ann@acme.test', company_domain: 'yahoo.co.uk' })).toEqual(['acme.test']);
  });
});

import providers from 'email-providers';

/** Providers that the list has not, as of its version 2.26. */
const MISSING = [
  'a1.net',
  'chello.at',
  'duck.com',
  'fastmail.com',
  'gmx.ch',
  'googlemail.de',
  'hispeed.ch',
  'magenta.de',
  'netcologne.de',
  'posteo.de',
  'skiff.com',
  'sunrise.ch',
  'telefonica.net',
  'telia.com',
  'tuta.com',
  'tutamail.com',
  'tutanota.com',
  'tutanota.de',
  'vodafone.de',
  'vodafone.it',
  'zohomail.eu',
];

const FREE_MAIL = new Set([...providers, ...MISSING]);

/** Whether anybody can have an address there: colleagues do not share such a domain. `mail.web.de` is one as `web.de` is. */
export function isFreeMail(domain: string): boolean {
  if (FREE_MAIL.has(domain)) return true;
  const parent = domain.slice(domain.indexOf('.') + 1);
  return parent !== domain && parent.includes('.') && isFreeMail(parent);
}

/** A person's address, and the domain that the contact's company is said to have. */
interface Employee {
  readonly email: string;
  readonly company_domain: string | null;
}

/** The domains, in lower case, by which colleagues of the contact are found. None for a contact with free mail alone. */
export function companyDomains({ email, company_domain }: Employee): string[] {
  const own = email.slice(email.lastIndexOf('@') + 1);
  const domains = new Set([own, company_domain ?? ''].map((domain) => domain.trim().toLowerCase()));
  return [...domains].filter((domain) => domain !== '' && !isFreeMail(domain));
}

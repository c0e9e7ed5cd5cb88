/**
 * Zones whose names PostgreSQL takes for abbreviations, without summer time, each with the zone that the IANA database
 * links it to.
 */
const LINKS = { CET: 'Europe/Brussels', EET: 'Europe/Athens', MET: 'Europe/Brussels', WET: 'Europe/Lisbon' };

/** SQL for a zone that `at time zone` and `date_trunc` read as the rest of the system does. */
export const zoneSql = (zone: string): string => {
  const cases = Object.entries(LINKS).map(([name, link]) => `when '${name}' then '${link}'`);
  return `(case ${zone} ${cases.join(' ')} else ${zone} end)`;
};

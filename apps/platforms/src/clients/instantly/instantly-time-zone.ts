/** The zones that Instantly's schedules know (its OpenAPI document, enum `timezone`, November 2026). */
const ZONES =
  `Etc/GMT+12 Etc/GMT+11 Etc/GMT+10 America/Anchorage America/Dawson America/Creston America/Chihuahua
  America/Boise America/Belize America/Chicago America/Bahia_Banderas America/Regina America/Bogota America/Detroit
  America/Indiana/Marengo America/Caracas America/Asuncion America/Glace_Bay America/Campo_Grande America/Anguilla
  America/Santiago America/St_Johns America/Sao_Paulo America/Argentina/La_Rioja America/Araguaina America/Godthab
  America/Montevideo America/Bahia America/Noronha America/Scoresbysund Atlantic/Cape_Verde Africa/Casablanca
  America/Danmarkshavn Europe/Isle_of_Man Atlantic/Canary Africa/Abidjan Arctic/Longyearbyen Europe/Belgrade
  Africa/Ceuta Europe/Sarajevo Africa/Algiers Africa/Windhoek Asia/Nicosia Asia/Beirut Africa/Cairo Asia/Damascus
  Europe/Bucharest Africa/Blantyre Europe/Helsinki Europe/Istanbul Asia/Jerusalem Africa/Tripoli Asia/Amman Asia/Baghdad
  Europe/Kaliningrad Asia/Aden Africa/Addis_Ababa Europe/Kirov Europe/Astrakhan Asia/Tehran Asia/Dubai Asia/Baku
  Indian/Mahe Asia/Tbilisi Asia/Yerevan Asia/Kabul Antarctica/Mawson Asia/Yekaterinburg Asia/Karachi Asia/Kolkata
  Asia/Colombo Asia/Kathmandu Antarctica/Vostok Asia/Dhaka Asia/Rangoon Antarctica/Davis Asia/Novokuznetsk
  Asia/Hong_Kong Asia/Krasnoyarsk Asia/Brunei Australia/Perth Asia/Taipei Asia/Choibalsan Asia/Irkutsk Asia/Dili
  Asia/Pyongyang Australia/Adelaide Australia/Darwin Australia/Brisbane Australia/Melbourne Antarctica/DumontDUrville
  Australia/Currie Asia/Chita Antarctica/Macquarie Asia/Sakhalin Pacific/Auckland Etc/GMT-12 Pacific/Fiji Asia/Anadyr
  Asia/Kamchatka Etc/GMT-13 Pacific/Apia`.split(/\s+/);

/**
 * doubtful: the list is that of Windows, where this zone stands for Pacific Time; by today's tables of zones it has no
 * summer time any more. So it is taken for Pacific Time, and for no other zone.
 */
const PACIFIC = 'America/Dawson';

const WEEK_MS = 7 * 24 * 3_600_000;
/** The weeks of a year whose offsets are compared. Rules change seldom, and then in the tables of both sides. */
const MOMENTS = Array.from({ length: 53 }, (_, week) => Date.UTC(2027, 0, 3, 12) + week * WEEK_MS);

let clocks: ReadonlyMap<string, readonly number[]> | undefined;

/**
 * The zone of Instantly's list whose clocks differ least over a year: seldom at all. The list has neither Europe/Paris
 * nor America/New_York, but zones that show the same.
 */
export function instantlyTimeZone(zone: string): string {
  if (ZONES.includes(zone)) return zone;
  clocks ??= new Map(ZONES.map((listed) => [listed, clockOf(listed)]));
  const wanted = clockOf(zone);
  let nearest = { zone: PACIFIC, difference: differenceOf(wanted, clocks.get(PACIFIC) ?? []) || 1 };
  for (const [listed, clock] of clocks) {
    const difference = differenceOf(wanted, clock);
    if (difference < nearest.difference && listed !== PACIFIC) nearest = { zone: listed, difference };
  }
  return nearest.zone;
}

/** The offsets of a zone over a year, in minutes. */
function clockOf(timeZone: string): number[] {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });

  return MOMENTS.map((moment) => {
    const name = format.formatToParts(moment).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign = '+', hours = '0', minutes = '0'] = /^GMT([+-])(\d\d):(\d\d)$/.exec(name) ?? [];
    return Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes));
  });
}

function differenceOf(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, offset, week) => sum + Math.abs(offset - (other[week] ?? 0)), 0);
}

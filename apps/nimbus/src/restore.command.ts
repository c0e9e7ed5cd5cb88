import { Command, CommandRunner, Option } from 'nest-commander';
import { Instant } from '#contracts';
import { republish } from '#database';
import { RestoredDispatcher } from '../../dispatcher/src/persistence/restored-dispatcher.js';
import { declareLostTime } from '../../enrollment/src/campaigns/persistence/declare-lost-time.js';
import { declareLostTime as declareLostLeads } from '../../platforms/src/leads/persistence/declare-lost-time.js';
import { databaseUrls } from './servers.js';
import { print } from './tool-command.js';

interface Options {
  readonly lostAt?: Date;
  readonly nothingLost: boolean;
}

type Databases = Awaited<ReturnType<typeof databaseUrls>>;

/** A message may have waited in NATS for its consumer for this long before the back-up. */
const UNCONSUMED_MS = 24 * 3_600_000;

@Command({
  name: 'restore',
  description:
    'Tells that the database comes from a back-up, so that nothing is sent twice. Run it while the services are stopped.',
})
export class RestoreCommand extends CommandRunner {
  @Option({
    flags: '--lost-at <instant>',
    description: 'When the services sent for the last time, such as 2026-11-30T09:00:00Z. Now, if left out',
  })
  lostAt(value: string): Date {
    const instant = Instant.safeParse(value);
    if (!instant.success) throw new Error(`--lost-at ${value} ${instant.error.issues[0]?.message}`);
    return new Date(instant.data);
  }

  @Option({
    flags: '--nothing-lost',
    description: 'The database is complete, and only its servers or the streams are new',
    defaultValue: false,
  })
  nothingLost(): boolean {
    return true;
  }

  async run(_: string[], { lostAt, nothingLost }: Options): Promise<void> {
    const databases = await databaseUrls(process.env);
    const dispatcher = new RestoredDispatcher(urlOf('dispatcher', databases));
    const { at: seenAt, runs } = await dispatcher.lastSeen();
    if (runs) throw new Error('A dispatcher runs on this database: stop the services first.');
    if (seenAt === null) return print('This database has not sent anything.');

    if (nothingLost) print(`Nothing is in doubt. The last dispatcher was seen at ${seenAt.toISOString()}.`);
    else await declare(databases, dispatcher, { from: seenAt, until: lostAt ?? new Date() });
    await publishAgain(databases, new Date(seenAt.getTime() - UNCONSUMED_MS));
    await dispatcher.forgetServers(); // last: until here nothing is sent
    print('Start the services.');
  }
}

async function declare(
  databases: Databases,
  dispatcher: RestoredDispatcher,
  { from, until }: { readonly from: Date; readonly until: Date },
): Promise<void> {
  if (until < from || until > new Date())
    throw new Error(`--lost-at must be after the back-up (${from.toISOString()}), and not in the future.`);
  await declareLostTime(urlOf('enrollment', databases), from, until);
  const leads = await declareLostLeads(urlOf('platforms', databases), from, until);
  const campaigns = await dispatcher.declareLostTime(from, until);

  print(
    `Lost: ${from.toISOString()} to ${until.toISOString()}. A step that was due by then is not sent: it is`,
    'listed as indeterminate (GET /campaigns/:id/sends/?status=indeterminate). In doubt already:',
    ...campaigns.map(({ campaignId, sends }) => `${campaignId}  ${sends} sends`),
    `Contacts of delegated campaigns that are looked up at their platform before they are handed over: ${leads}.`,
  );
}

/** The streams are empty: consumers skip what they have handled. */
async function publishAgain(databases: Databases, since: Date): Promise<void> {
  for (const { service, url } of databases) {
    const count = await republish({ url, service, subjectPrefix: 'evt.', since });
    print(`${service.padEnd(14)} ${count} messages are published again`);
  }
}

function urlOf(service: 'dispatcher' | 'enrollment' | 'platforms', databases: Databases): string {
  const found = databases.find((each) => each.service === service);
  if (found === undefined) throw new Error(`no database of ${service} is known`);
  return found.url;
}

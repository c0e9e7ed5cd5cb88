import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { freePort, startMailbox, type Mailbox } from '#embedded';
import type { Clock } from '#kernel';
import { createLogger } from '#service';
import { startMetricsListener } from '#telemetry';
import { CreateWorkspace } from '../../gateway/src/workspaces/create-workspace.js';
import { isGone } from './demo/demo-people.js';
import { StoredDemo } from './demo/demo-workspace.js';
import { DEMO_FILE, runDemo } from './demo/run-demo.js';
import { openSecrets, type Home } from './home.js';
import { startServers, type Servers } from './servers.js';
import { migrateAll, startSystem, type System } from './services.js';
import type { StandaloneConfig } from './standalone.config.js';
import type { Terminal } from './terminal.js';

const LOG_FILE = 'nimbus.log';

/** The whole product in one process: servers, a mailbox, every service, and a demo campaign. */
export class Standalone {
  /** Stops each started part, called in reverse order. */
  private readonly stops: (() => Promise<void>)[] = [];
  private readonly stopping = new AbortController();
  private stopped: Promise<void> | undefined;

  constructor(
    private readonly config: StandaloneConfig,
    private readonly home: Home,
    private readonly clock: Clock,
    private readonly terminal: Terminal,
  ) {}

  /** Rejects when a part does not start, after stopping the started ones, whose servers would outlive this process. */
  async run(): Promise<void> {
    try {
      await this.start();
    } catch (error) {
      await this.stopAll();
      throw error;
    }
  }

  private async start(): Promise<void> {
    const { print, progress } = this.terminal;
    print(`Nimbus Campaigns. Data and logs live in ${this.home.dir}`);
    await this.home.claim();
    this.stops.push(async () => this.home.release());
    const servers = await this.startServers();
    const answers = await this.answers();
    const mailbox = await this.startMailbox(answers.port);
    await migrateAll(servers.databaseUrlOf);
    const system = await this.startServices(servers, mailbox, answers);
    await this.serveMetrics(system);
    print(`Running at ${this.baseUrl}/api/v1/, documented at ${this.baseUrl}/docs`);

    if (this.config.DEMO === 'off') return;
    await runDemo({
      home: this.home,
      baseUrl: this.baseUrl,
      mailbox,
      print,
      progress,
      stopping: this.stopping.signal,
      createWorkspace: () => createDemoWorkspace(system),
    });
  }

  /** Services first, while their servers still answer; then the mailbox and the servers. */
  stop(): Promise<void> {
    // the terminal sends Ctrl-C to this process and to npm, which passes it on
    if (this.stopped === undefined)
      this.terminal.print('Stopping: messages that are being delivered are finished and recorded.');
    return this.stopAll();
  }

  private stopAll(): Promise<void> {
    this.stopping.abort();
    return (this.stopped ??= this.stopInReverse());
  }

  private async stopInReverse(): Promise<void> {
    for (const stop of this.stops.toReversed()) await stop();
  }

  private get baseUrl(): string {
    return `http://${this.config.HOST}:${this.config.PORT}`;
  }

  private get publicUrl(): string {
    return this.config.PUBLIC_URL ?? this.baseUrl;
  }

  /** A Ctrl-C during their start waits for them, or they would outlive this process. */
  private startServers(): Promise<Servers> {
    const servers = startServers(this.config, this.home, this.terminal.print);
    this.stops.push(() => servers.then((started) => started.stop(), nothingStarted));
    return servers;
  }

  private async startServices(servers: Servers, mailbox: Mailbox, answers: Answers): Promise<System> {
    const { PORT, HOST, LOG_LEVEL, SOURCE_URL, ADMIN_TOKEN, RATE_LIMITS, TRUSTED_PROXIES } = this.config;
    const destination = pino.destination({ dest: this.home.path(LOG_FILE), sync: false });
    const system = await startSystem({
      databaseUrlOf: servers.databaseUrlOf,
      natsUrlOf: servers.natsUrlOf,
      env: {
        ...(await openSecrets(this.home)),
        ADMIN_TOKEN,
        RATE_LIMITS,
        TRUSTED_PROXIES,
        SOURCE_URL,
        LOG_LEVEL,
        INBOUND_DOMAIN: answers.domain,
        INBOUND_SMTP_PORT: answers.port?.toString(),
        INBOUND_SMTP_HOST: this.config.INBOUND_SMTP_HOST,
        DNS_SERVERS: this.config.DNS_SERVERS,
        ALLOW_PRIVATE_NETWORKS: this.config.ALLOW_PRIVATE_NETWORKS,
        ALLOWED_HOSTS: [this.config.ALLOWED_HOSTS ?? '', ...this.serversOf(mailbox)].join(','),
      },
      clock: this.clock,
      host: HOST,
      port: PORT,
      publicUrl: this.publicUrl,
      logger: (service) => createLogger({ service, level: LOG_LEVEL, destination }),
    });
    this.stops.push(() => system.stop());
    return system;
  }

  private async serveMetrics(system: System): Promise<void> {
    const { METRICS_HOST: host, METRICS_PORT: port } = this.config;
    if (port === undefined) return;
    const listener = await startMetricsListener(() => system.metricsPage(), { host, port });
    this.stops.push(() => listener.close());
    this.terminal.print(`Metrics of all services at ${listener.url}`);
  }

  /** The mailbox alone, and its receiver of webhooks: other servers of this machine stay closed to customers. */
  private serversOf({ smtpPort, url }: Mailbox): string[] {
    const smtp = `127.0.0.1:${smtpPort}`;
    return this.config.DEMO === 'on' ? [smtp, new URL(url).host] : [smtp];
  }

  /** The recipients of the demo answer by SMTP: its sending accounts have no mailbox that anybody could read. */
  private async answers(): Promise<Answers> {
    const { INBOUND_DOMAIN, INBOUND_SMTP_PORT, DEMO } = this.config;
    if (INBOUND_DOMAIN !== undefined || DEMO === 'off') {
      return { domain: INBOUND_DOMAIN, port: INBOUND_SMTP_PORT };
    }
    return { domain: 'replies.nimbus.example', port: INBOUND_SMTP_PORT ?? (await freePort()) };
  }

  /** Keeps the ports of its first start, because the demo's sending accounts store the address of their server. */
  private async startMailbox(answerPort: number | undefined): Promise<Mailbox> {
    const mailbox = await startMailbox({
      dir: this.home.path('mailbox'),
      refuse: isGone,
      recipients:
        this.config.DEMO === 'on' && answerPort !== undefined
          ? { publicUrl: this.publicUrl, answerPort }
          : 'passive',
      log: this.terminal.print,
    });
    this.stops.push(() => mailbox.stop());
    const demo = await this.home.read(StoredDemo, DEMO_FILE);
    if (demo?.webhook_secret != null) mailbox.receiveWebhooks(demo.webhook_secret);
    return mailbox;
  }
}

/** Where replies and delivery reports arrive by SMTP; undefined: nowhere. */
interface Answers {
  readonly domain: string | undefined;
  readonly port: number | undefined;
}

const nothingStarted = (): void => undefined;

/** Calls the use case, because the admin endpoint is off unless ADMIN_TOKEN is set. */
const createDemoWorkspace = (system: System) =>
  system.gateway.app.get(CreateWorkspace, { strict: false }).execute(
    {
      name: 'Demo',
      time_zone: 'UTC',
      owner: { email: 'demo@nimbus.example', password: randomUUID() },
    },
    { address: 'local', userAgent: null, requestId: randomUUID() },
  );

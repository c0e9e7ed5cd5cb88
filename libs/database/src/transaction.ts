import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Client } from 'pg';
import { DataSource, QueryRunnerAlreadyReleasedError, type QueryRunner } from 'typeorm';
import { currentTenant } from '#kernel';
import type { Queryable } from './queryable.js';
import { run, type NamedQuery } from './run-query.js';
import { SERVICE_DATABASE, type ServiceDatabase } from './service-database.js';
import { connectError, isOutdated, isSilent, lostRace, storeError } from './store-error.js';
import { actAs } from './tenancy/act-as.js';

const MAX_ATTEMPTS = 4;

/** One open transaction. It ends with the function it was given to; using it afterwards is a mistake and throws. */
export class Transaction implements Queryable {
  private readonly commitHooks: (() => void)[] = [];
  private failure: unknown;

  constructor(
    private readonly runner: QueryRunner,
    private readonly client: Client,
  ) {}

  async query<Row extends object>(sql: string | NamedQuery, params: readonly unknown[] = []): Promise<Row[]> {
    try {
      if (this.runner.isReleased) throw new QueryRunnerAlreadyReleasedError();
      return await run<Row>(this.client, sql, params);
    } catch (error) {
      this.failure ??= error;
      throw error;
    }
  }

  /** Runs `hook` once this transaction is durable, and never if it is not. A hook that throws is logged. */
  afterCommit(hook: () => void): void {
    this.commitHooks.push(hook);
  }

  /** For `Database` only. */
  async commit(): Promise<void> {
    // PostgreSQL answers the COMMIT of a failed transaction with a silent ROLLBACK: work that swallowed a failed
    // statement would be reported as done.
    if (this.failure !== undefined) throw this.failure;

    await this.runner.commitTransaction();
  }

  /** For `Database` only. */
  runCommitHooks(logger: Logger): void {
    for (const hook of this.commitHooks) {
      try {
        hook();
      } catch (error) {
        logger.error('a hook failed after its transaction was committed', error);
      }
    }
  }
}

/**
 * The database of this service. Within `onBehalfOf` a workspace every statement runs under row-level security: it reads
 * and changes only rows of that workspace, also when its `where` lacks the condition.
 */
@Injectable()
export class Database implements Queryable {
  private readonly logger = new Logger(Database.name);

  constructor(
    private readonly dataSource: DataSource,
    @Inject(SERVICE_DATABASE) private readonly settings: Pick<ServiceDatabase, 'service'>,
  ) {}

  /**
   * One statement in its own transaction.
   *
   * @throws DomainError `unavailable` when the store is away. If the connection broke while a write was running, the
   * write may have happened.
   */
  query<Row extends object>(sql: string | NamedQuery, params: readonly unknown[] = []): Promise<Row[]> {
    return runAgainAfterLostRace(() => this.withConnection((client) => run<Row>(client, sql, params)));
  }

  /**
   * Runs `work` in one transaction (read committed): all of it or nothing. A deadlock or serialisation failure runs it
   * again, up to three times, so `work` must not touch anything but the transaction.
   *
   * @throws what `work` throws; DomainError `unavailable` when the store is away. If the connection broke during the
   * commit itself, the work may have been done.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return runAgainAfterLostRace(() =>
      this.withConnection((client, runner) => this.attempt(client, runner, work)),
    );
  }

  private async attempt<T>(
    client: Client,
    runner: QueryRunner,
    work: (tx: Transaction) => Promise<T>,
  ): Promise<T> {
    const tx = new Transaction(runner, client);

    await runner.startTransaction();
    try {
      const result = await work(tx);
      await tx.commit();
      tx.runCommitHooks(this.logger);
      return result;
    } catch (error) {
      if (!isSilent(error)) await this.rollBack(runner);
      throw error;
    }
  }

  /** Only logs its own failure, so that the caller gets the first error. It fails only on a lost connection, which ended the transaction. */
  private async rollBack(runner: QueryRunner): Promise<void> {
    if (runner.isReleased || !runner.isTransactionActive) return;
    try {
      await runner.rollbackTransaction();
    } catch (error) {
      this.logger.warn(`the connection was lost before its rollback: ${String(storeError(error))}`);
    }
  }

  private async withConnection<T>(use: (client: Client, runner: QueryRunner) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    const client = await this.connect(runner);

    try {
      await actAs(client, { service: this.settings.service, tenant: currentTenant() });
      return await use(client, runner);
    } catch (error) {
      if (isSilent(error) || isOutdated(error)) void client.end();
      throw error;
    } finally {
      await runner.release();
    }
  }

  private async connect(runner: QueryRunner): Promise<Client> {
    try {
      const client: Client = await runner.connect();
      return client;
    } catch (error) {
      throw connectError(error);
    }
  }
}

async function runAgainAfterLostRace<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (isOutdated(error)) continue; // each connection once
      if (attempt >= MAX_ATTEMPTS || !lostRace(error)) throw storeError(error);
      await sleep(Math.random() * 20 * attempt); // two that met once would meet again
    }
  }
}

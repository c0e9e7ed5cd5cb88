import type { MigrationInterface, QueryRunner } from 'typeorm';

const WORKSPACE = `
  create table workspace (
    id uuid primary key,
    name text not null,
    time_zone text not null,
    created_at timestamptz not null
  )`;

const APP_USER = `
  create table app_user (
    id uuid primary key,
    workspace_id uuid not null references workspace on delete cascade,
    email text not null,
    password_hash text not null,
    created_at timestamptz not null
  )`;

const API_KEY = `
  create table api_key (
    id uuid primary key,
    workspace_id uuid not null references workspace on delete cascade,
    hash bytea not null unique check (octet_length(hash) = 32),
    prefix text not null,
    scopes text[] not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz not null
  )`;

/** Who works here: workspaces, their people, and the keys that act for them. */
export class Workspaces1700000100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(WORKSPACE);
    await runner.query(APP_USER);
    await runner.query('create unique index app_user_email on app_user (workspace_id, lower(email))');
    await runner.query(API_KEY);
    await runner.query('create index api_key_workspace on api_key (workspace_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table api_key, app_user, workspace');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

const WORKSPACE = `(select nullif(current_setting('nimbus.workspace_id', true), '')::uuid)`;

/**
 * A text without regard to case, accents and Unicode forms, as an expression: `Müller` is `muller` and `STRASSE` is
 * `straße`. Not `unaccent`, an extension that not every server lets us create. Letters that Unicode does not decompose are
 * replaced by name. ASCII, which most values are, is only lowered.
 */
const folded = (value: string): string => `
  case when octet_length(${value}) = length(${value}) then lower(${value}) else
    replace(replace(replace(replace(translate(
      lower(normalize(regexp_replace(normalize(${value}, nfkd), '[\\u0300-\\u036f]', '', 'g'), nfkc)),
      'øłđıðħŧςØŁĐÐĦŦ', 'oldidhtσolddht'
    ), 'ß', 'ss'), 'ẞ', 'ss'), 'æ', 'ae'), 'œ', 'oe')
  end`;

/** The body is one expression, so that PostgreSQL puts it into the statement instead of calling the function. */
const FOLD = `
  create function fold(value text) returns text language sql immutable parallel safe
  as $$ select ${folded('value')} $$`;

/**
 * All labels at once, because a loop takes 3 µs for each. Behind the last one stands a separator too, which tells one empty
 * label from none. Only functions of PostgreSQL itself: a restore finds no other without a search path.
 */
const FOLD_ALL = `
  create function fold_all(labels text[]) returns text[] language plpgsql immutable strict parallel safe as $$
  declare
    joined text := array_to_string(labels, e'\\x1f') || e'\\x1f';
  begin
    if labels = '{}' then return labels; end if;
    return (string_to_array(${folded('joined')}, e'\\x1f'))[:cardinality(labels)];
  end
  $$`;

const NAMES = ['first_name', 'last_name', 'title', 'company_name', 'company_domain'];

/** Without characters that PostgreSQL's parser would take for a tag, a path or an entity, and drop or keep whole. */
const WORDS = `
  strip(to_tsvector('simple', translate(
    fold(email) || ${NAMES.map((name) => `' ' || coalesce(fold(${name}), '')`).join(' || ')},
    '@.-_+/<>&:', '          '
  )))`;

/**
 * Contacts for statements that need the index of terms or of addresses. Under row-level security PostgreSQL uses no
 * index for `&&`, `@@` or `lower()`; a view is read with the rights of its owner, and this one compares the workspace.
 * No `security_barrier`, which would keep these conditions from the index. Without a workspace only a role that
 * row-level security does not bind sees contacts: schedules work for all workspaces, a request for none.
 */
const CONTACT_LOOKUP = `
  create view contact_lookup as
  select contact.*, lower(email) collate "C" as address
  from contact
  where workspace_id = ${WORKSPACE}
    or (${WORKSPACE} is null and not (select row_security_active('contact'::regclass::oid)))`;

/** Writes every contact anew: some 40 s for a million, in which nobody reads contacts. The index of terms goes with its column. */
export class FoldContactTexts1795918560471 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(FOLD);
    await runner.query(FOLD_ALL);
    await runner.query('drop view contact_lookup');
    await runner.query('alter table contact drop column words');
    await runner.query(`
      alter table contact
        add column words tsvector not null generated always as (${WORDS}) stored,
        add column tag_keys text[] not null generated always as (fold_all(tags)) stored`);
    await runner.query(CONTACT_LOOKUP);
    await runner.query('grant select on contact_lookup to nimbus_enrollment_request');
  }

  /** The words before had no other form. */
  async down(): Promise<void> {
    await Promise.reject(new Error('the words of contacts are not folded back'));
  }
}

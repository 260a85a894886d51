// What the examples of the rules are made of.

type Files = Readonly<Record<string, string>>;

export interface Example {
  readonly rule: string;
  readonly bad: Files;
  /** `path:line` of every violation, with spaces. */
  readonly at: string;
  readonly good: Files;
}

export const SERVER = 'packages/server/src';
export const ALERTS = `${SERVER}/domains/alerts`;
export const MIGRATION = `${SERVER}/migrations/0001_alerts_base.sql`;
export const HEADER = '-- owner: alerts\n-- why: a reason\n-- kind: expand\n-- lock: none\n';
export const ALERT_TABLE = `${HEADER}create table alert (\n  tenant_id uuid not null,\n  id uuid not null,\n  primary key (tenant_id, id)\n);\ncall protect_tenant_table('alert', 'alerts');\n`;

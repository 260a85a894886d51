// Preloaded into the server under test (`NODE_OPTIONS=--import=…`), and nowhere else: the product knows nothing of it. It stands
// between the product and its PostgreSQL client and does what the control file says: dies by SIGKILL at a commit boundary, lets
// statements fail as a full disk would, makes commits slow, moves the clock, and notes which boundaries there are.
//
// A boundary is a point where something becomes true for others: a COMMIT, or a writing statement outside a transaction. It is
// named by the role and the first statement of its transaction, since that is what tells transactions apart and stays when one
// statement more or less runs in it.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import pg from 'pg';
import { ANY_BOUNDARY, CONTROL_VARIABLE, type Control, type Refusal } from './control.ts';

type Query = (this: pg.Client, ...args: unknown[]) => unknown;

const RealDate = Date;
const WRITING = /^(insert|update|delete)\b|\b(insert into|update [\w."]+ (as )?\w+\s+set|delete from)\b/i;
const CALLING = /^select (\* from )?(wf_work\.(enqueue|unlock_silent|note_failure)|graphile_worker\.)/i;

const file = process.env[CONTROL_VARIABLE];
// The launcher inherits the environment; only the server talks to a database.
const isLauncher = /watchfloor\.mjs$/.test(process.argv[1] ?? '');

if (file !== undefined && !isLauncher) arm(file);

interface Said {
  readonly name: string;
  readonly text: string;
}

interface Transaction {
  isOpen: boolean;
  first: string | null;
}

interface Failpoints {
  control(): Control;
  note(boundary: string): void;
  /** Sends what commits, and dies before, while or after it, when that was asked for. */
  commit(boundary: string, send: () => unknown): Promise<unknown>;
}

function arm(path: string): void {
  const points = makeFailpoints(path);
  const transactions = new WeakMap<pg.Client, Transaction>();
  const original: Query = pg.Client.prototype.query;

  const query: Query = function (this: pg.Client, ...args) {
    const said = readSaid(args[0]);
    if (said === null) return original.apply(this, args);
    const callback = args.at(-1);
    if (typeof callback === 'function') {
      // What a pool sends by itself comes with a callback.
      const answer = Promise.resolve(query.apply(this, args.slice(0, -1)));
      answer.then(
        (result) => process.nextTick(callback, undefined, result),
        (error) => process.nextTick(callback, error),
      );
      return undefined;
    }
    const transaction = transactions.get(this) ?? { isOpen: false, first: null };
    transactions.set(this, transaction);
    if (/^commit\b/i.test(said.text)) {
      transaction.isOpen = false;
      const boundary = `${roleOf(this)} ${transaction.first ?? 'nothing'}`;
      return commitWhatWrote(points, boundary, (text) => original.call(this, text));
    }
    const { refuse } = points.control();
    const label = labelOf(said);
    const isAlone = !followTransaction(transaction, said, label);
    if (refuse !== null && isRefused(refuse, label, said.text))
      return original.call(this, failing(refuse.sqlState));
    const send = () => original.apply(this, args);
    if (!isAlone || !isWriting(said.text)) return send();
    const boundary = `${roleOf(this)} ${label} (alone)`;
    points.note(boundary);
    return points.commit(boundary, send);
  };
  // Its many forms of call are all passed on as they came.
  pg.Client.prototype.query = query as typeof pg.Client.prototype.query;
}

/** Keeps in mind where the connection stands; true when the statement belongs to a transaction, its begin and end included. */
function followTransaction(transaction: Transaction, { text }: Said, label: string): boolean {
  if (/^(?:discard plans; )?begin\b/i.test(text)) {
    transaction.isOpen = true;
    transaction.first = null;
    return true;
  }
  if (/^rollback\b/i.test(text)) {
    transaction.isOpen = false;
    return true;
  }
  if (transaction.isOpen) transaction.first ??= label;
  return transaction.isOpen;
}

async function commitWhatWrote(
  points: Failpoints,
  boundary: string,
  send: (text: string) => unknown,
): Promise<unknown> {
  // Asked of PostgreSQL itself: a transaction that wrote nothing is no boundary.
  const asked = (await send('select pg_current_xact_id_if_assigned() as id')) as {
    rows: { id: string | null }[];
  };
  if (asked.rows[0]?.id === null) return send('commit');
  points.note(boundary);
  return points.commit(boundary, () => send('commit'));
}

function makeFailpoints(path: string): Failpoints {
  let control = read(path);
  let reached = 0;
  const boundaries = new Set<string>();
  shiftClock(control.clockMs);
  process.on('SIGUSR2', () => {
    control = read(path);
    reached = 0;
    shiftClock(control.clockMs);
    acknowledge(path, control);
  });
  acknowledge(path, control);

  /** Whether the process shall die here; counts how often the boundary was reached. */
  const isReached = (boundary: string): boolean => {
    const wanted = control.kill?.boundary;
    if (wanted !== boundary && wanted !== ANY_BOUNDARY) return false;
    reached += 1;
    return reached === control.kill?.nth;
  };
  return {
    control: () => control,
    note(boundary) {
      if (boundaries.has(boundary)) return;
      boundaries.add(boundary);
      writeFileSync(`${path}.boundaries.${process.pid}`, [...boundaries].join('\n'));
    },
    async commit(boundary, send) {
      if (isReached(boundary)) {
        if (control.kill?.side === 'before') die(path, boundary);
        const answer = Promise.resolve(send());
        // Written to the socket with this turn of the loop; nobody waits for what comes back.
        if (control.kill?.side === 'sent') setImmediate(() => die(path, boundary));
        await answer;
        die(path, boundary);
      }
      if (control.commitDelayMs > 0) await new Promise((done) => setTimeout(done, control.commitDelayMs));
      return send();
    },
  };
}

function read(path: string): Control {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function acknowledge(path: string, control: Control): void {
  writeFileSync(`${path}.seen.${process.pid}`, String(control.sequence));
}

function die(path: string, boundary: string): void {
  if (!existsSync(`${path}.died`)) writeFileSync(`${path}.died`, boundary);
  process.kill(process.pid, 'SIGKILL');
}

function readSaid(config: unknown): Said | null {
  if (typeof config === 'string') return { name: '', text: config.trim() };
  if (typeof config !== 'object' || config === null || !('text' in config)) return null;
  if ('submit' in config || typeof config.text !== 'string') return null;
  const name = 'name' in config && typeof config.name === 'string' ? config.name : '';
  return { name, text: config.text.trim() };
}

function roleOf(client: pg.Client): string {
  const { options = '' } = (client as unknown as { connectionParameters: { options?: string } })
    .connectionParameters;
  return /role=(\w+)/.exec(options)?.[1] ?? 'migration';
}

/** The statement's own name; the queue's bear the schema behind a slash. A nameless one is told by its first words. */
function labelOf({ name, text }: Said): string {
  if (name !== '') return name.replace(/\/.*$/, '');
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[0-9a-f-]{36}/g, '…')
    .slice(0, 48)
    .trim();
}

function isWriting(text: string): boolean {
  return WRITING.test(text) || CALLING.test(text);
}

function isRefused({ statements }: Refusal, label: string, text: string): boolean {
  return statements === undefined ? isWriting(text) : statements.includes(label);
}

/** What PostgreSQL answers when it can write no page: an error by itself, in the real protocol, that ends the transaction. */
function failing(sqlState: string): string {
  return `do $$ begin raise exception 'could not extend file "base/1/1": No space left on device' using errcode = '${sqlState}'; end $$`;
}

function shiftClock(offsetMs: number): void {
  if (offsetMs === 0) {
    globalThis.Date = RealDate;
    return;
  }
  class ShiftedDate extends RealDate {
    constructor(...given: [] | [number | string | Date]) {
      if (given.length === 0) super(RealDate.now() + offsetMs);
      // The other forms of the constructor name a moment, and that moment is meant.
      else super(...given);
    }
    static override now(): number {
      return RealDate.now() + offsetMs;
    }
  }
  globalThis.Date = ShiftedDate as DateConstructor;
}

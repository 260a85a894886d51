// The operation: everything a person, a script or an agent can do, declared once. The HTTP route, the OpenAPI document, the
// generated client and the CLI verb are projections of it. Leaving out permission, effect or audit does not compile.
//
// The operation owns the transaction (platform/http/run-operation.ts): tenant set, idempotency key checked, run, audit record
// and domain events written, commit. No outside I/O happens inside `run`.

import { z } from 'zod';
import type { AnonymousContext, OperationContext } from './context.ts';
import type { ErrorCode } from './errors.ts';
import type { Permission } from './permissions.ts';

export type Effect = 'read' | 'write' | 'contain' | 'destroy';

/** `event` names the audit record; an operation that leaves none must say why. */
export type AuditPolicy = { readonly event: string } | { readonly none: string };

/** `key`: honours Idempotency-Key. `natural`: repeating it changes nothing. `none`: repeating it does it again. */
export type Idempotency = 'key' | 'natural' | 'none';

export interface HttpProjection {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with `{name}` parameters; every one is a field of the input. */
  readonly path: `/v1/${string}`;
  /** Status of success, 200 when left out. */
  readonly status?: number;
  /** The input field that the If-Match header fills. */
  readonly ifMatch?: string;
}

export interface Operation<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodType = z.ZodType> {
  readonly id: `${string}.${string}`;
  readonly summary: string;
  /**
   * `own_session`: what everybody may do for themselves, such as ending their session. `anonymous`: what must be possible before
   * anybody is known, such as signing in; declared with `anonymousOperation`.
   */
  readonly permission: Permission | 'own_session' | 'anonymous';
  readonly effect: Effect;
  readonly audit: AuditPolicy;
  readonly idempotency: Idempotency;
  readonly expose: { readonly http: HttpProjection };
  readonly input: Input;
  /** What `data` holds; a `pageOf(…)` is the whole answer, since its cursor stands beside the data. */
  readonly output: Output;
  /** Codes that this operation adds to those every operation can answer. */
  readonly errors: readonly ErrorCode[];
  /**
   * What a repetition by Idempotency-Key is answered instead: the output without its secrets, which are shown once and kept
   * nowhere. The whole output when left out.
   */
  withoutSecrets?(output: z.output<Output>): z.output<Output>;
  run(ctx: OperationContext, input: z.output<Input>): Promise<z.input<Output>>;
}

/** Declares an operation; types flow from the schemas into `run`. */
export function operation<Input extends z.ZodObject, Output extends z.ZodType>(
  declared: Operation<Input, Output>,
): Operation<Input, Output> {
  return declared;
}

export interface AnonymousOperation<
  Input extends z.ZodObject = z.ZodObject,
  Output extends z.ZodType = z.ZodType,
> extends Omit<Operation<Input, Output>, 'permission' | 'run'> {
  readonly permission: 'anonymous';
  run(ctx: AnonymousContext, input: z.output<Input>): Promise<z.input<Output>>;
}

/** Declares an operation that nobody needs to be signed in for. */
export function anonymousOperation<Input extends z.ZodObject, Output extends z.ZodType>(
  declared: AnonymousOperation<Input, Output>,
): AnonymousOperation<Input, Output> {
  return declared;
}

/**
 * An operation whose schemas are no longer known, as registries hold it. `run` takes what `input` parsed: the runner always
 * parses first, so the one cast that this needs stays here.
 */
export type AnyOperation = Operation<z.ZodObject, z.ZodType>;

export function anyOperation<Input extends z.ZodObject, Output extends z.ZodType>(
  declared: Operation<Input, Output> | AnonymousOperation<Input, Output>,
): AnyOperation {
  // `run` is contravariant in its input; parse-then-run in the runner restores what the cast gives up.
  return declared as unknown as AnyOperation;
}

/** The operation as one that runs for nobody; null when it needs a caller. The runner's way back from `anyOperation`. */
export function asAnonymous(operation: AnyOperation): AnonymousOperation | null {
  return operation.permission === 'anonymous' ? (operation as unknown as AnonymousOperation) : null;
}

/** The output of a list with a cursor: the answer itself, not wrapped once more. */
export function pageOf<Row extends z.ZodType>(row: Row) {
  return z.object({ data: z.array(row), next_cursor: z.string().nullable() }).meta({ page: true });
}

/** Whether the output is a page, and so stands for the whole answer. */
export function isPage(output: z.ZodType): boolean {
  return output.meta()?.['page'] === true;
}

/** Errors that any operation can answer, for the OpenAPI document. */
export const COMMON_ERRORS: readonly ErrorCode[] = [
  'bad_json',
  'unauthenticated',
  'forbidden',
  'not_found',
  'invalid',
  'rate_limited',
  'internal',
  'unavailable',
];

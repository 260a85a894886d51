// How a call travels: one fetch, errors as ApiError. No dependency, for browsers and Node alike.

export interface ClientOptions {
  /** Address of the server; '' for the page's own origin. */
  readonly baseUrl: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Asked when the server wants a fresh proof of identity (`reauthenticate`); the call is repeated once when it says yes. */
  readonly proveAgain?: () => Promise<boolean>;
}

export interface CallOptions {
  /** The version that was read: a change since then is refused with `version_mismatch`. */
  readonly ifMatch?: number;
  /** Repeating the call with the same key gives the same answer instead of doing it again. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

export interface Route {
  readonly method: string;
  readonly path: string;
  readonly query: boolean;
  readonly page: boolean;
}

export type Transport = <Output>(route: Route, input: object, options?: CallOptions) => Promise<Output>;

/** An answer that is an error: what the server said, by its code. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string | null;
  readonly requestId: string | null;
  /** How long the server asks to wait before the next try. */
  readonly retryAfterSeconds: number | null;

  constructor(
    status: number,
    error: { code: string; message: string; field?: string; request_id?: string },
    retryAfterSeconds: number | null = null,
  ) {
    super(error.message);
    this.name = 'ApiError';
    this.status = status;
    this.code = error.code;
    this.field = error.field ?? null;
    this.requestId = error.request_id ?? null;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export function makeTransport(client: ClientOptions): Transport {
  const send = makeSend(client);
  const { proveAgain } = client;
  if (!proveAgain) return send;
  return async <Output>(route: Route, input: object, options?: CallOptions): Promise<Output> => {
    try {
      return await send<Output>(route, input, options);
    } catch (error) {
      // Refused before anything was done, so that repeating it does nothing twice.
      const isAsked = error instanceof ApiError && error.code === 'reauthenticate';
      if (!isAsked || !(await proveAgain())) throw error;
      return send<Output>(route, input, options);
    }
  };
}

function makeSend(client: ClientOptions): Transport {
  return async <Output>(route: Route, input: object, options: CallOptions = {}): Promise<Output> => {
    const rest = new Map(Object.entries(input).filter(([, value]) => value !== undefined));
    const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const value = rest.get(name);
      rest.delete(name);
      return encodeURIComponent(String(value));
    });
    const query = route.query ? queryOf(rest) : '';
    const hasBody = !route.query && rest.size > 0;
    const response = await fetch(`${client.baseUrl}${path}${query}`, {
      method: route.method,
      headers: {
        accept: 'application/json',
        ...client.headers,
        ...(hasBody ? { 'content-type': 'application/json' } : {}),
        ...(options.ifMatch === undefined ? {} : { 'if-match': `"${options.ifMatch}"` }),
        ...(options.idempotencyKey === undefined ? {} : { 'idempotency-key': options.idempotencyKey }),
      },
      ...(hasBody ? { body: JSON.stringify(Object.fromEntries(rest)) } : {}),
      ...(options.signal ? { signal: options.signal } : {}),
    });
    const body = await readBody(response);
    // The server's own schemas check what it sends; the generated types are made from the same ones.
    return (route.page ? body : (body as { data: unknown }).data) as Output;
  };
}

function queryOf(rest: ReadonlyMap<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [name, value] of rest) {
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one));
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  let body: unknown = null;
  try {
    body = text === '' ? null : JSON.parse(text);
  } catch {
    // A proxy's page, or a connection cut short: said below with the status, since it is not the server's answer.
  }
  if (response.ok && body !== null) return body;
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : null;
  throw new ApiError(
    response.status,
    (error as { code: string; message: string } | null) ?? {
      code: 'no_answer',
      message: `The server answered ${response.status} without a message.`,
    },
    secondsOf(response.headers.get('retry-after')),
  );
}

/** Only the form in seconds; a date would need the server's clock. */
function secondsOf(header: string | null): number | null {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) : null;
}

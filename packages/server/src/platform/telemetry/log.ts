// Structured logs on standard error. A log line is an event name, ids and numbers; what could be a credential is cut out. A line
// that is written while a request or a job is worked on carries its ids.

import pino from 'pino';
import type { Logger } from '../../kernel/context.ts';
import { currentScope } from './scope.ts';

export function makeLogger(level: string): Logger {
  const log = pino(
    {
      level,
      base: null,
      // A copy, since pino writes the line's own fields into it; those win.
      mixin: () => ({ ...currentScope()?.fields }),
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: serializeError },
      redact: {
        paths: [
          'authorization',
          'cookie',
          'secret',
          'key',
          'token',
          '*.authorization',
          '*.cookie',
          '*.secret',
          '*.token',
        ],
      },
    },
    pino.destination({ dest: 2, sync: true }),
  );
  return {
    debug: (fields, event) => log.debug(fields, event),
    info: (fields, event) => log.info(fields, event),
    warn: (fields, event) => log.warn(fields, event),
    error: (fields, event) => log.error(fields, event),
  };
}

/** Name, code and the chain of causes; the text of database errors can quote values, so their detail is left out. */
function serializeError(error: unknown): object {
  if (!(error instanceof Error)) return { text: String(error) };
  const { cause } = error;
  return {
    name: error.name,
    text: error.message,
    code: 'code' in error ? error.code : undefined,
    stack: error.stack
      ?.split('\n')
      .slice(1, 8)
      .map((line) => line.trim()),
    cause: cause === undefined ? undefined : serializeError(cause),
  };
}

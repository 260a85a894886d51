// What a browser is told with every answer. Anything that the console does not need is forbidden, so that text of a vendor's
// record which became markup by a mistake of ours still could load, send and frame nothing.

import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import helmet from 'helmet';
import { AppError } from '../../kernel/errors.ts';
import { isSecure } from './authenticate.ts';

const HSTS_SECONDS = 365 * 86_400;

/**
 * Scripts only from our own files: no inline one, no eval. Elements of style may be inline, since the libraries of dialogs and
 * notices (react-remove-scroll, radix, sonner) add some while they run, with texts that depend on the width of the scroll bar and so
 * have no hash; attributes of style in markup may not, which is what injected markup would use.
 */
const CONSOLE_POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  scriptSrcAttr: ["'none'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  styleSrcAttr: ["'none'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
  manifestSrc: ["'self'"],
  objectSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
};

/** The page that shows the API: as strict, and without inline styles but that of the viewer's logo, which has a fixed text. */
export const DOCUMENTS_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='; img-src 'self' data:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Devices and interfaces of the browser that no page of ours uses, and the two for passkeys that they may. */
const PERMISSIONS_POLICY = [
  ...[
    'accelerometer',
    'autoplay',
    'bluetooth',
    'camera',
    'display-capture',
    'encrypted-media',
    'geolocation',
    'gyroscope',
    'hid',
    'idle-detection',
    'local-fonts',
    'magnetometer',
    'microphone',
    'midi',
    'payment',
    'screen-wake-lock',
    'serial',
    'usb',
    'xr-spatial-tracking',
  ].map((name) => `${name}=()`),
  'publickey-credentials-create=(self)',
  'publickey-credentials-get=(self)',
].join(', ');

/** The headers that helmet would set. They are the same for every answer, so they are worked out once. */
function securityHeaders(publicUrl: string | null): readonly (readonly [name: string, value: string])[] {
  const setHeaders = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: CONSOLE_POLICY },
    // Over TLS only: a browser ignores it elsewhere, and a test installation must not lock its name to TLS for a year.
    strictTransportSecurity: isSecure(publicUrl) && { maxAge: HSTS_SECONDS, includeSubDomains: false },
    referrerPolicy: { policy: 'no-referrer' },
    frameguard: { action: 'deny' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
  });
  const request = new IncomingMessage(new Socket());
  const answer = new ServerResponse(request);
  setHeaders(request, answer, (error) => {
    if (error) throw error;
  });
  const headers = Object.entries(answer.getHeaders()).map(([name, value]) => [name, String(value)] as const);
  return [...headers, ['permissions-policy', PERMISSIONS_POLICY]];
}

/** Adds the headers to every answer, streams included, and refuses a request that names two hosts. */
export async function addSecurityHeaders(app: FastifyInstance, publicUrl: string | null): Promise<void> {
  const headers = securityHeaders(publicUrl);
  app.addHook('onRequest', async (request, reply) => {
    // On the raw answer, so that the stream has them too.
    for (const [name, value] of headers) reply.raw.setHeader(name, value);
    refuseTwoHosts(request);
  });
  app.addHook('onSend', async (request, reply) => {
    if (reply.hasHeader('cache-control')) return;
    // Answers of the API are somebody's own; only files of the console say otherwise themselves.
    const isJson = String(reply.getHeader('content-type') ?? '').startsWith('application/json');
    if (isJson || request.url.startsWith('/v1/')) reply.header('cache-control', 'no-store');
  });
}

/** A proxy may go by one and we by the other (RFC 9112, 3.2). */
function refuseTwoHosts(request: FastifyRequest): void {
  const { rawHeaders } = request.raw;
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === 'host') hosts += 1;
  }
  if (hosts > 1) {
    throw new AppError('bad_request', { message: 'The request names more than one host.' });
  }
}

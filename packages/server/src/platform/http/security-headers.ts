// What a browser is told with every answer. Anything that the console does not need is forbidden, so that text of a vendor's
// record which became markup by a mistake of ours still could load, send and frame nothing.

import helmet from '@fastify/helmet';
import type { FastifyInstance, FastifyRequest } from 'fastify';
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

/** Adds the headers to every answer, streams included, and refuses a request that names two hosts. */
export async function addSecurityHeaders(app: FastifyInstance, publicUrl: string | null): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: CONSOLE_POLICY },
    // Over TLS only: a browser ignores it elsewhere, and a test installation must not lock its name to TLS for a year.
    strictTransportSecurity: isSecure(publicUrl) && { maxAge: HSTS_SECONDS, includeSubDomains: false },
    referrerPolicy: { policy: 'no-referrer' },
    frameguard: { action: 'deny' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
  });
  app.addHook('onRequest', async (request, reply) => {
    // On the raw answer, as the other headers are, so that the stream has it too.
    reply.raw.setHeader('permissions-policy', PERMISSIONS_POLICY);
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
  const names = request.raw.rawHeaders.filter((_, index) => index % 2 === 0);
  if (names.filter((name) => name.toLowerCase() === 'host').length > 1) {
    throw new AppError('bad_request', { message: 'The request names more than one host.' });
  }
}

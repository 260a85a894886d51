// A connection to an address that was checked. The socket is opened to the address itself and never to the name, so there is no
// second look-up whose answer could be another; the name serves for TLS and the Host header only.

import net from 'node:net';
import tls from 'node:tls';
import { type EgressStop, stopFailed, stopRefused } from './egress-stop.ts';
import { canonicalAddress } from './judge-address.ts';
import type { Target } from './target.ts';

export interface ConnectOptions {
  readonly connectMs: number;
  readonly signal: AbortSignal;
  /** Certificate authorities instead of the system's; tests bring their own. */
  readonly authorities: readonly string[] | null;
}

/** Tries the checked addresses in their order until one answers. */
export async function connectTo(target: Target, options: ConnectOptions): Promise<net.Socket> {
  const limit = AbortSignal.timeout(options.connectMs);
  const signal = AbortSignal.any([options.signal, limit]);
  let last: EgressStop | null = null;
  for (const address of target.addresses) {
    try {
      return await openSocket(target, address, { ...options, signal });
    } catch (error) {
      if (options.signal.aborted) throw options.signal.reason;
      if (limit.aborted) {
        throw stopFailed(
          'connect_timeout',
          `${target.host} did not take the connection within ${options.connectMs / 1000} s.`,
        );
      }
      last = failureOf(target, error);
      // Another address will not have a better certificate, and a changed one is no accident.
      if (last.result.reason !== 'connect_failed') break;
    }
  }
  throw last ?? stopFailed('connect_failed', `${target.host} has no address.`);
}

async function openSocket(target: Target, address: string, options: ConnectOptions): Promise<net.Socket> {
  const plain = net.connect({ host: address, port: target.port, noDelay: true });
  const isReached = await settled(plain, 'connect', options.signal);
  if (!isReached) throw options.signal.reason;
  refuseOther(target, plain, address);
  if (target.url.protocol === 'http:') return plain;
  const secure = tls.connect({
    socket: plain,
    // Not left to defaults that the environment can change.
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['http/1.1'],
    host: target.host,
    ...(target.isAddress ? {} : { servername: target.host }),
    ...(options.authorities === null ? {} : { ca: [...options.authorities] }),
  });
  if (!(await settled(secure, 'secureConnect', options.signal))) throw options.signal.reason;
  return secure;
}

/** True when the event came, false when it was aborted; rejects with the socket's error. The socket is gone unless true. */
function settled(socket: net.Socket, event: string, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const finish = (done: () => void) => {
      signal.removeEventListener('abort', onAbort);
      socket.off('error', onError);
      socket.off('close', onClose);
      done();
    };
    const onAbort = () => {
      finish(() => resolve(false));
      socket.once('error', () => undefined);
      socket.destroy();
    };
    const onError = (error: Error) => finish(() => reject(error));
    const onClose = () => finish(() => reject(new Error('the connection was closed')));
    socket.once('error', onError);
    socket.once('close', onClose);
    socket.once(event, () => finish(() => resolve(true)));
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}

/** Looks again at the far end: what was checked is what we talk to, whatever lies between. */
function refuseOther(target: Target, socket: net.Socket, address: string): void {
  const actual = canonicalAddress(socket.remoteAddress ?? '');
  if (actual !== null && actual === canonicalAddress(address)) return;
  socket.destroy();
  throw stopRefused({
    reason: 'address_changed',
    host: target.host,
    why: 'the connection went to another address than the one that was checked',
    detail: socket.remoteAddress ?? 'none',
  });
}

function failureOf(target: Target, error: unknown): EgressStop {
  if (error instanceof Error && error.name === 'EgressStop') return error as EgressStop;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (
    /^(?:ERR_TLS|ERR_SSL|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO_|ERR_OSSL|EPROTO|HOSTNAME_MISMATCH)/.test(code)
  ) {
    return stopFailed('tls', `The certificate or TLS of ${target.host} is not accepted (${code}).`, error);
  }
  return stopFailed('connect_failed', `${target.host} cannot be reached (${code || 'no answer'}).`, error);
}

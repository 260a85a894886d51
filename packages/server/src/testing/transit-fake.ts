// A transit engine as HashiCorp Vault and OpenBao have it, at the wire: versions of a key, encrypt, decrypt, rewrap, and the errors
// with the words of the real ones.

import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bind, openBytes, sealBytes } from '../platform/secrets/sealing.ts';

export type TransitFault =
  | 'sealed'
  | 'denied'
  | 'standby'
  | 'broken'
  | 'garbage'
  | 'huge'
  | 'redirect'
  | 'other-key'
  | 'hang-up';

export interface TransitFake {
  readonly url: string;
  readonly token: string;
  /** What every request is answered with; null as a healthy service does. */
  fault: TransitFault | null;
  readonly requests: string[];
  rotate(): void;
  /** Ciphertexts of versions below are refused from now on. */
  minDecryptionVersion: number;
  stop(): Promise<void>;
}

const NONE = Buffer.from(bind('transit fake'));

export async function startTransitFake(key: string): Promise<TransitFake> {
  const versions = [randomBytes(32)];
  const requests: string[] = [];
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  const fake = {
    url: '',
    token: 'hvs.the-token-of-the-test',
    fault: null as TransitFault | null,
    requests,
    rotate: () => void versions.push(randomBytes(32)),
    minDecryptionVersion: 1,
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  const say = (response: ServerResponse, status: number, body: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const refuse = (response: ServerResponse, status: number, ...errors: string[]) =>
    say(response, status, { errors });

  const encrypt = (plain: Buffer) => {
    const sealed = sealBytes(versions.at(-1) ?? NONE, NONE, plain);
    return {
      ciphertext: `vault:v${versions.length}:${sealed.toString('base64')}`,
      key_version: versions.length,
    };
  };
  const decrypt = (ciphertext: string): Buffer | string => {
    const [, version, text] = /^vault:v(\d+):(.*)$/.exec(ciphertext) ?? [];
    if (version === undefined) return 'invalid ciphertext: no prefix';
    if (Number(version) < fake.minDecryptionVersion)
      return 'ciphertext or signature version is disallowed by policy (too old)';
    const found = versions[Number(version) - 1];
    if (!found) return 'invalid ciphertext: version is too new';
    try {
      return openBytes(found, NONE, Buffer.from(text ?? '', 'base64'));
    } catch {
      return 'cipher: message authentication failed';
    }
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    requests.push(`${request.method} ${request.url}`);
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    if (isFaulty(fake.fault, response, refuse)) return;
    if (request.headers['x-vault-token'] !== fake.token)
      return void refuse(response, 403, 'permission denied');
    const [, verb, name] = /^\/v1\/transit\/(\w+)\/([\w.-]+)$/.exec(request.url ?? '') ?? [];
    if (verb === 'keys' && name !== key) return void say(response, 404, { errors: [] });
    if (name !== key) return void refuse(response, 400, 'encryption key not found');
    if (verb === 'keys') return void say(response, 200, { data: { name, latest_version: versions.length } });
    const body = JSON.parse(Buffer.concat(parts).toString('utf8'));
    if (verb === 'encrypt')
      return void say(response, 200, { data: encrypt(Buffer.from(body.plaintext, 'base64')) });
    const plain = decrypt(body.ciphertext);
    if (typeof plain === 'string') return void refuse(response, 400, plain);
    if (verb === 'rewrap') return void say(response, 200, { data: encrypt(plain) });
    const given = fake.fault === 'other-key' ? Buffer.alloc(plain.length) : plain;
    return void say(response, 200, { data: { plaintext: given.toString('base64') } });
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  fake.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return fake;
}

function isFaulty(
  fault: TransitFault | null,
  response: ServerResponse,
  refuse: (response: ServerResponse, status: number, ...errors: string[]) => void,
): boolean {
  if (fault === null || fault === 'other-key') return false;
  if (fault === 'sealed') refuse(response, 503, 'Vault is sealed');
  if (fault === 'denied') refuse(response, 403, '1 error occurred:\n\t* permission denied\n\n');
  if (fault === 'standby') refuse(response, 429);
  if (fault === 'broken') refuse(response, 500, '1 error occurred:\n\t* internal error\n\n');
  if (fault === 'garbage') response.writeHead(200).end('<html>a captive portal</html>');
  if (fault === 'huge') response.writeHead(200).end(`{"data":{"plaintext":"${'A'.repeat(200_000)}"}}`);
  if (fault === 'redirect') response.writeHead(307, { location: 'http://127.0.0.1:1/elsewhere' }).end();
  if (fault === 'hang-up') response.destroy();
  return true;
}

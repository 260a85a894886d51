import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadConfig, SERVER_ROLES, SETTINGS } from './config.ts';
import { StartError } from './errors.ts';
import { DEFAULT_RATE_LIMITS } from './rate-limits.ts';

const ROOT = '/srv/watchfloor';
const load = (env: NodeJS.ProcessEnv) => loadConfig(env, ROOT);

/** The sentence with which the environment is refused. */
function refusal(env: NodeJS.ProcessEnv): string {
  try {
    load(env);
  } catch (error) {
    assert.ok(error instanceof StartError, String(error));
    return error.message;
  }
  return assert.fail('it was taken');
}

describe('loadConfig', () => {
  test('gives the documented defaults for an empty environment', () => {
    assert.deepEqual(load({}), {
      port: 8787,
      host: '127.0.0.1',
      publicUrl: null,
      trustedProxies: [],
      home: '/srv/watchfloor/.watchfloor',
      databaseUrl: null,
      migrationUrl: null,
      bootstrapKey: null,
      masterKeyHex: null,
      masterKeyPreviousHex: [],
      kms: null,
      egressAllow: [],
      rateLimits: DEFAULT_RATE_LIMITS,
      roles: ['api', 'worker', 'scheduler', 'console'],
      metricsPort: null,
      metricsToken: null,
      tracing: null,
      logLevel: 'info',
    });
  });

  test('reads every setting', () => {
    const config = load({
      PORT: '9000',
      WATCHFLOOR_HOST: '::1',
      WATCHFLOOR_PUBLIC_URL: 'https://soc.example.com/',
      WATCHFLOOR_HOME: '/var/lib/watchfloor',
      DATABASE_URL: 'postgresql://app:secret@db.example.com/watchfloor',
      DATABASE_MIGRATION_URL: 'postgres://owner:secret@db.example.com/watchfloor',
      WATCHFLOOR_BOOTSTRAP_KEY: 'k'.repeat(24),
      WATCHFLOOR_MASTER_KEY: 'ab'.repeat(32),
      WATCHFLOOR_MASTER_KEY_PREVIOUS: `${'cd'.repeat(32)},${'ef'.repeat(32)}`,
      WATCHFLOOR_KMS_URL: 'https://vault.example.com:8200',
      WATCHFLOOR_KMS_KEY: 'watchfloor',
      WATCHFLOOR_KMS_TOKEN: 'hvs.token',
      WATCHFLOOR_EGRESS_ALLOW: 'siem.internal:8088,10.1.0.0/16',
      WATCHFLOOR_RATE_LIMITS: 'api=50, anonymous=5',
      WATCHFLOOR_ROLES: 'worker,api',
      WATCHFLOOR_LOG_LEVEL: 'debug',
    });
    assert.deepEqual(config, {
      port: 9000,
      host: '::1',
      publicUrl: 'https://soc.example.com',
      trustedProxies: [],
      home: '/var/lib/watchfloor',
      databaseUrl: 'postgresql://app:secret@db.example.com/watchfloor',
      migrationUrl: 'postgres://owner:secret@db.example.com/watchfloor',
      bootstrapKey: 'k'.repeat(24),
      masterKeyHex: 'ab'.repeat(32),
      masterKeyPreviousHex: ['cd'.repeat(32), 'ef'.repeat(32)],
      kms: { url: 'https://vault.example.com:8200', key: 'watchfloor', token: 'hvs.token' },
      egressAllow: [
        { kind: 'host', host: 'siem.internal', port: 8088 },
        { kind: 'network', network: '10.1.0.0', bits: 16, port: null },
      ],
      rateLimits: { ...DEFAULT_RATE_LIMITS, api: 50, anonymous: 5 },
      roles: ['api', 'worker'],
      metricsPort: null,
      metricsToken: null,
      tracing: null,
      logLevel: 'debug',
    });
  });

  test('migrates by DATABASE_URL when no other login is given', () => {
    assert.equal(
      load({ DATABASE_URL: 'postgres://app@db/watchfloor' }).migrationUrl,
      'postgres://app@db/watchfloor',
    );
  });

  test('takes an empty value as none', () => {
    assert.deepEqual(
      load({ PORT: '', DATABASE_URL: '', WATCHFLOOR_ROLES: '', WATCHFLOOR_BOOTSTRAP_KEY: '' }),
      load({}),
    );
  });

  test('leaves names of others alone', () => {
    assert.deepEqual(load({ PATH: '/usr/bin', WATCHTOWER_HOME: 'x', MY_WATCHFLOOR_HOME: 'y' }), load({}));
  });

  test('refuses wrong values and names the setting', () => {
    const cases: [string, string[]][] = [
      ['PORT', ['http', '-1', '65536', '8787.5', ' 80', '999999']],
      ['DATABASE_URL', ['mysql://db/x', 'localhost:5432', 'postgres']],
      ['DATABASE_MIGRATION_URL', ['http://db']],
      ['WATCHFLOOR_PUBLIC_URL', ['ftp://x', 'soc.example.com', '//x']],
      [
        'WATCHFLOOR_BOOTSTRAP_KEY',
        ['k'.repeat(23), 'k'.repeat(201), `${'k'.repeat(24)} `, `${'k'.repeat(24)}é`, `${'k'.repeat(24)}\n`],
      ],
      ['WATCHFLOOR_MASTER_KEY', ['ab', 'AB'.repeat(32), 'zz'.repeat(32)]],
      [
        'WATCHFLOOR_RATE_LIMITS',
        ['api', 'api=0', 'api=1000001', 'api=-1', 'apis=5', 'api=5,', 'api=1.5', 'constructor=5', 'none'],
      ],
      ['WATCHFLOOR_ROLES', ['api,', 'all', 'api worker', ',']],
      ['WATCHFLOOR_LOG_LEVEL', ['verbose', 'INFO']],
    ];
    for (const [name, values] of cases) {
      for (const value of values)
        assert.match(refusal({ [name]: value }), new RegExp(`^${name} `), `${name}=${value}`);
    }
  });

  test('takes the limits of the bootstrap key', () => {
    for (const key of ['k'.repeat(24), 'k'.repeat(200), '!"#$%&\'()*+,-./:;<=>?@[~'])
      assert.equal(load({ WATCHFLOOR_BOOTSTRAP_KEY: key }).bootstrapKey, key);
  });

  test('a refusal is one sentence and never shows the value of a secret', () => {
    for (const name of ['WATCHFLOOR_BOOTSTRAP_KEY', 'WATCHFLOOR_MASTER_KEY', 'DATABASE_URL']) {
      const sentence = refusal({ [name]: 'hunter2 hunter2' });
      assert.ok(!sentence.includes('hunter2'), sentence);
      assert.match(sentence, /^[^\n]+\.$/);
    }
  });

  test('refuses unknown names, and suggests the nearest known one', () => {
    const cases: [string, string][] = [
      ['WATCHFLOOR_BOOTSTRAP_KEYS', 'WATCHFLOOR_BOOTSTRAP_KEY'],
      ['WATCHFLOOR_HOEM', 'WATCHFLOOR_HOME'],
      ['WATCHFLOOR_LOGLEVEL', 'WATCHFLOOR_LOG_LEVEL'],
      ['WATCHFLOOR_ROLE', 'WATCHFLOOR_ROLES'],
      ['WATCHFLOOR_MASTERKEY', 'WATCHFLOOR_MASTER_KEY'],
    ];
    for (const [name, meant] of cases) {
      const sentence = refusal({ [name]: 'x' });
      assert.ok(sentence.includes(`${name} is not a setting`), sentence);
      assert.ok(sentence.includes(`did you mean ${meant}?`), sentence);
    }
    const far = refusal({ WATCHFLOOR_SOMETHING_ENTIRELY_ELSE: 'x' });
    assert.ok(!far.includes('did you mean'), far);
    assert.match(far, /docs\/configuration\.md/);
  });

  test('refuses an unknown name also when its value is empty', () => {
    assert.match(refusal({ WATCHFLOOR_HOEM: '' }), /WATCHFLOOR_HOME/);
  });
});

test('every setting is documented, named once, and only known roles exist', () => {
  assert.equal(new Set(SETTINGS.map((setting) => setting.name)).size, SETTINGS.length);
  for (const setting of SETTINGS) {
    assert.ok(setting.summary.length > 10 && setting.default.length > 0, setting.name);
    assert.match(setting.name, /^(PORT|DATABASE_[A-Z_]+|WATCHFLOOR_[A-Z_]+|OTEL_[A-Z_]+)$/);
  }
  for (const role of SERVER_ROLES) assert.deepEqual(load({ WATCHFLOOR_ROLES: role }).roles, [role]);
});

describe('master keys', () => {
  const key = 'ab'.repeat(32);

  test('earlier ones need the present one beside them, and the right form', () => {
    assert.match(
      refusal({ WATCHFLOOR_MASTER_KEY_PREVIOUS: key }),
      /WATCHFLOOR_MASTER_KEY_PREVIOUS stands without/,
    );
    for (const previous of ['ab', `${key},`, `${key} ${key}`, Array(32).fill(key).join(',')]) {
      const message = refusal({ WATCHFLOOR_MASTER_KEY: key, WATCHFLOOR_MASTER_KEY_PREVIOUS: previous });
      assert.match(message, /^WATCHFLOOR_MASTER_KEY_PREVIOUS must be keys/);
      assert.ok(!message.includes('abab'));
    }
  });

  const kms = {
    WATCHFLOOR_KMS_URL: 'https://vault.example.com:8200',
    WATCHFLOOR_KMS_KEY: 'watchfloor',
    WATCHFLOOR_KMS_TOKEN: 'hvs.token',
  };

  test('a key service needs address, key and token', () => {
    for (const name of Object.keys(kms)) assert.match(refusal({ ...kms, [name]: '' }), /set all three/);
  });

  test('a key service is reached by https, or on this machine', () => {
    assert.match(
      refusal({ ...kms, WATCHFLOOR_KMS_URL: 'http://vault.example.com:8200' }),
      /must begin with https/,
    );
    assert.match(
      refusal({ ...kms, WATCHFLOOR_KMS_URL: 'http://127.0.0.1.example.com' }),
      /must begin with https/,
    );
    for (const url of ['http://127.0.0.1:8200', 'http://localhost:8200', 'http://[::1]:8200']) {
      assert.equal(load({ ...kms, WATCHFLOOR_KMS_URL: url }).kms?.url, url);
    }
  });
});

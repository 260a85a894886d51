import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MasterKeyStatus, VaultStatus } from '@watchfloor/client';
import { dataKeyProgress, masterKeyProgress, refuseRotation } from './vault-progress.ts';

const vault = (fields: Partial<VaultStatus>): VaultStatus => ({
  data_keys: [],
  secrets: 10,
  secrets_under_old_keys: 0,
  rotating: false,
  last_rotation_at: null,
  ...fields,
});

const master = (fields: Partial<MasterKeyStatus>): MasterKeyStatus => ({
  provider: 'file',
  current_key_id: 'mk_1',
  keys: [],
  keys_under_old_master_keys: 0,
  last_rotation: null,
  ...fields,
});

test('a rotation of the data key is as far as its secrets have moved', () => {
  assert.equal(dataKeyProgress(vault({})), null);
  assert.deepEqual(dataKeyProgress(vault({ rotating: true, secrets_under_old_keys: 4 })), {
    done: 6,
    all: 10,
  });
  assert.deepEqual(dataKeyProgress(vault({ rotating: true, secrets: 0 })), { done: 0, all: 0 });
});

test('a rotation of the master key is as far as keys are wrapped anew', () => {
  const rotation = {
    id: 'rotation_1',
    requested_at: '2026-03-01T12:00:00.000Z',
    requested_by: 'user: Owner',
    from_key_id: 'mk_1',
    to_key_id: 'mk_2',
    rewrapped: 3,
    finished_at: null,
  };
  assert.deepEqual(masterKeyProgress(master({ last_rotation: rotation, keys_under_old_master_keys: 5 })), {
    done: 3,
    all: 8,
  });
  const finished = { ...rotation, finished_at: '2026-03-01T12:01:00.000Z' };
  assert.equal(masterKeyProgress(master({ last_rotation: finished })), null);
  assert.equal(masterKeyProgress(master({})), null);
});

test('one rotation at a time', () => {
  assert.equal(refuseRotation(null), null);
  assert.match(refuseRotation({ done: 1, all: 2 }) ?? '', /under way/);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entity } from '../../api.ts';
import { previewEntities, productName, typeWords } from './entity-words.ts';

const entity = (type: Entity['type'], value: string, role: Entity['role']): Entity => ({ type, value, role });

test('a preview begins with who did it and names nothing twice', () => {
  const entities = [
    entity('host', 'sensor-1', 'observer'),
    entity('sha256', 'a'.repeat(64), 'related'),
    entity('ip', '192.0.2.1', 'source'),
    entity('host', 'web-1', 'target'),
    entity('email', 'ada@example.com', 'actor'),
    entity('user', 'ada@example.com', 'actor'),
  ];
  const preview = previewEntities(entities, 3);
  assert.deepEqual(
    preview.map((item) => `${item.type}:${item.value}`),
    ['user:ada@example.com', 'host:web-1', 'ip:192.0.2.1'],
  );
  assert.equal(entities[0]?.value, 'sensor-1', 'the list itself keeps its order');
});

test('types in words', () => {
  assert.equal(typeWords('ip'), 'IP');
  assert.equal(typeWords('command_line'), 'command line');
});

test('a product is not named twice', () => {
  assert.equal(productName({ vendor: 'Okta', product: 'Okta', source: 'okta' }), 'Okta');
  assert.equal(
    productName({ vendor: 'Microsoft', product: 'Microsoft Sentinel', source: 'sentinel' }),
    'Microsoft Sentinel',
  );
  assert.equal(productName({ vendor: 'Contoso', product: 'EDR', source: 'generic' }), 'Contoso EDR');
  assert.equal(productName({ vendor: 'Contoso', product: '', source: 'generic' }), 'Contoso');
  assert.equal(productName({ vendor: '', product: '', source: 'generic' }), 'generic');
});

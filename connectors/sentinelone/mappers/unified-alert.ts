// A unified alert of the Singularity Operations Center, as the GraphQL API returns it (bare, or in the `node` of an edge). It may
// come from another vendor's product that the platform took in; `detectionSource` says which.

import {
  type EntityCollector,
  entityCollector,
  type JsonObject,
  type JsonValue,
  type ReadResult,
  type Sensor,
  severityOf,
  textAt,
  valueAt,
} from '@watchfloor/sdk';
import { closureOf } from './closure.ts';
import { addAccount, addEntities } from './entities.ts';
import { UNIFIED_RULES } from './entity-fields.ts';
import { flatten, itemsOf, textOf } from './flat.ts';
import { alertOf, labelled, sentence } from './record.ts';

const ASSETS_MAX = 200;

export function readUnifiedAlert(alert: JsonObject): ReadResult {
  const flat = flatten(alert);
  const collector = entityCollector();
  for (const asset of itemsOf(alert.assets).slice(0, ASSETS_MAX)) addAsset(asset, collector);
  addEntities(flat, UNIFIED_RULES, collector);
  const name = flat.text('name');
  const classification = flat.text('classification');
  return alertOf(
    {
      sourceRef: flat.text('id'),
      title: name || 'SentinelOne alert',
      description: [
        described(flat.text('description')),
        labelled(
          'Source',
          [flat.text('detectionsourcevendor'), flat.text('detectionsourceproduct')].join(' ').trim(),
        ),
        labelled('Analytics', flat.text('analyticscategory')),
        labelled('Result', flat.text('result')),
        labelled('Storyline', flat.text('storylineid')),
      ],
      category: /^(?:unknown|undefined)?$/i.test(classification) ? 'threat' : classification,
      severity: severityOf(flat.text('severity')),
      sensor: sensorOf(itemsOf(valueAt(alert, 'attackSurfaces')).map(textOf)),
      times: [flat.value('detectedat'), flat.value('firstseenat'), flat.value('createdat')],
      collector,
      labels: [
        flat.text('confidencelevel').toLowerCase(),
        flat.text('result').toLowerCase(),
        labelOf('site', flat.text('realtimescopesitename', 'detectiontimescopesitename')),
      ],
      links: [],
      tactics: [],
      techniques: [],
      rule: { id: flat.text('analyticsuid'), name: flat.text('analyticsname') },
    },
    closureOf(flat.text('status'), flat.text('analystverdict'), flat.value('updatedat')),
  );
}

function labelOf(name: string, text: string): string {
  return text === '' ? '' : `${name}:${text}`;
}

function described(text: string): string {
  return /^not available$/i.test(text) ? '' : sentence(text);
}

/** Endpoints and servers in most alerts; in those of the identity and cloud products an account or a resource. */
function addAsset(asset: JsonValue, collector: EntityCollector): void {
  const name = textAt(asset, 'name');
  const kind = `${textAt(asset, 'category')} ${textAt(asset, 'subcategory')}`.toLowerCase();
  if (/\b(?:user|account|identity)\b/.test(kind)) addAccount(name, 'target', collector);
  else collector.addTyped(name, 'target', 'host');
}

function sensorOf(surfaces: readonly string[]): Sensor {
  const [surface = ''] = surfaces.map((text) => text.toLowerCase());
  if (surface.includes('identity')) return 'identity';
  if (surface.includes('cloud') || surface.includes('kubernetes')) return 'cloud';
  if (surface.includes('network')) return 'network';
  return surface.includes('email') ? 'email' : 'endpoint';
}

import { checkSource } from '@watchfloor/sdk/testing';
import { ecs } from './sources/ecs.ts';
import { elastic } from './sources/elastic.ts';

checkSource(elastic, {
  fixturesDir: new URL('./fixtures/', import.meta.url),
  forms: ['detection-alert', 'search-hit', 'signal', 'rule-action', 'endpoint-alert'],
});

checkSource(ecs, {
  fixturesDir: new URL('./fixtures/', import.meta.url),
  forms: ['ecs-document', 'winlogbeat', 'auditbeat', 'packetbeat'],
});

import { checkSource } from '@watchfloor/sdk/testing';
import { suricata } from './sources/suricata.ts';

checkSource(suricata, {
  fixturesDir: new URL('./fixtures/', import.meta.url),
  forms: ['alert', 'event', 'network-firewall'],
});

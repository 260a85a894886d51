import type { Module } from '../../kernel/module.ts';
import { anyOperation } from '../../kernel/operation.ts';
import { ALERT_EVENTS } from './alert.events.ts';
import { listChildrenAlertsOperation, summariseChildrenOperation } from './operations/children-alerts.ts';
import { closeAlertOperation } from './operations/close-alert.ts';
import { addCommentOperation, listCommentsOperation } from './operations/comment-alert.ts';
import { deleteAlertOperation } from './operations/delete-alert.ts';
import { facetAlertsOperation } from './operations/facet-alerts.ts';
import { facetChildrenOperation } from './operations/facet-children.ts';
import { getAlertOperation } from './operations/get-alert.ts';
import { listAlertsOperation } from './operations/list-alerts.ts';
import { getEventOperation, listEventsOperation } from './operations/read-events.ts';
import { readAlertOcsfOperation, readEventOcsfOperation } from './operations/read-ocsf.ts';
import { readEventRawOperation, readRawOperation } from './operations/read-raw.ts';
import { readTimelineOperation } from './operations/read-timeline.ts';
import { reopenAlertOperation } from './operations/reopen-alert.ts';
import { updateAlertOperation } from './operations/update-alert.ts';

export const alertsModule: Module = {
  domain: 'alerts',
  operations: [
    anyOperation(listAlertsOperation),
    anyOperation(facetAlertsOperation),
    anyOperation(getAlertOperation),
    anyOperation(updateAlertOperation),
    anyOperation(closeAlertOperation),
    anyOperation(reopenAlertOperation),
    anyOperation(deleteAlertOperation),
    anyOperation(addCommentOperation),
    anyOperation(listCommentsOperation),
    anyOperation(readTimelineOperation),
    anyOperation(readRawOperation),
    anyOperation(readAlertOcsfOperation),
    anyOperation(listEventsOperation),
    anyOperation(getEventOperation),
    anyOperation(readEventRawOperation),
    anyOperation(readEventOcsfOperation),
    anyOperation(listChildrenAlertsOperation),
    anyOperation(summariseChildrenOperation),
    anyOperation(facetChildrenOperation),
  ],
  jobs: [],
  publishes: ALERT_EVENTS.map((type) => `${type}@1`),
};

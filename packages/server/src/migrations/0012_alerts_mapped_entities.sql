-- owner: alerts
-- why: entities that a tenant's mapping found in an event's raw record stand on the event, as they do on an alert
-- kind: expand
-- lock: none

grant update (entities) on event to wf_app;

// The public plugin API of Watchfloor. What stands here is published: adding a name is a promise.

export {
  isKnownTechnique,
  tacticOf,
  tacticsIn,
  tacticsOfTechnique,
  techniqueByName,
  techniqueName,
  techniquesIn,
} from './attack/attack.ts';
export { canonicalValue } from './canonical.ts';
export { ENTITIES_MAX, type EntityCollector, entityCollector } from './entity-collector.ts';
export { anyKeyOf, parseJsonText, textAt, valueAt } from './fields.ts';
export { productLabel } from './product-label.ts';
export {
  ENTITY_ROLES,
  ENTITY_TYPES,
  type Entity,
  type EntityRole,
  type EntityType,
  type Indicator,
  type IndicatorMark,
  type Link,
  type NormalizedAlert,
  type NormalizedEvent,
  type NormalizedRecord,
  RECORD_FLAGS,
  type RecordFlag,
  type Rule,
  SENSORS,
  SEVERITIES,
  type Sensor,
  type Severity,
  severityRank,
  VERDICTS,
  type VendorClosure,
  type Verdict,
} from './record.ts';
export { type RefangedText, refang, refangMarked } from './refang.ts';
export { severityOf, severityOnScale } from './severity.ts';
export { shapeOf } from './shape.ts';
export {
  defineSource,
  type JsonObject,
  type JsonValue,
  type ReadResult,
  type Refusal,
  type SourceAdapter,
} from './source.ts';
export { FieldBag } from './text/field-bag.ts';
export { readXml } from './text/xml.ts';
export { parseTime, parseTimeNear } from './time.ts';
export { ADDRESS_SCOPES, type AddressScope, addressScope } from './values/address.ts';
export { type DomainParts, domainParts } from './values/domain.ts';
export { isFileExtension, isFileLikeName } from './values/file-name.ts';
export { cut, isPlaceholder, trimEndOf } from './values/text.ts';
export { type UrlParts, urlParts } from './values/url.ts';

import { makeModules, VERSION } from '../../packages/server/src/main.ts';
import { openApiDocument } from '../../packages/server/src/platform/http/openapi.ts';
import { handWrittenPaths } from '../../packages/server/src/roles/hand-written-paths.ts';

export type Json = { [key: string]: unknown };

/** The OpenAPI document as the server serves it. */
export function makeOpenApi(): Json {
  // Through JSON, so that what is generated from it sees what a caller sees.
  return JSON.parse(JSON.stringify(openApiDocument(makeModules().operations, handWrittenPaths(), VERSION)));
}

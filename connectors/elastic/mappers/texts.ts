// Texts within their limits, words in our forms.

import { cut, type RecordFlag } from '@watchfloor/sdk';
import type { EcsDocument } from './document.ts';

const LABEL_MAX = 200;
const LABELS_MAX = 60;

/** The text within its limit; a cut is flagged. */
export function shorten(text: string, max: number, flags: Set<RecordFlag>): string {
  if (text.length > max) flags.add('text_cut');
  return cut(text, max);
}

/** The first line of a message that is one for people: JSON that a shipper left in it is none. */
export function headline(message: string): string {
  if (/^\s*[[{<]/.test(message)) return '';
  const end = message.search(/[\r\n]/);
  return (end < 0 ? message : message.slice(0, end)).trim();
}

/** Lower-case words joined by `_`. */
export function wordOf(text: string): string {
  return cut(
    text
      .slice(0, LABEL_MAX)
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_'),
    60,
  ).replace(/^_|_$/g, '');
}

// What shippers and pipelines write into `tags` about themselves.
const PIPELINE_TAG =
  /^(?:forwarded|preserve_(?:original_event|duplicate_custom_fields)|beats_input_\w+|_\w*(?:failure|timeout)|hide_\w+|collect_\w+)$/i;

/** The labels of a document: the lists under the paths in that order, without the shipper's own tags, each once. */
export function labelsOf(doc: EcsDocument, paths: readonly string[]): string[] {
  const labels = new Set<string>();
  // An integration tags each document with its own name: `okta-system` beside the dataset `okta.system`.
  const own = doc.text('event.dataset', 'data_stream.dataset').replace(/[._]/g, '-');
  for (const path of paths) {
    for (const text of doc.texts(path)) {
      const isOwn = text.replace(/[._]/g, '-') === own || PIPELINE_TAG.test(text.slice(0, LABEL_MAX));
      if (labels.size < LABELS_MAX && !isOwn) labels.add(cut(text, LABEL_MAX));
    }
  }
  return [...labels];
}

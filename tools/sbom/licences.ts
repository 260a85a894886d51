// Licences under which the parts of the product may stand, with what they ask of us. Another one is not forbidden: it is read
// first, and then it stands here.

export const LICENCES: Readonly<Record<string, string>> = {
  '0BSD': 'asks for nothing',
  'Apache-2.0': 'our own: notice kept',
  'BSD-2-Clause': 'notice kept',
  'BSD-3-Clause': 'notice kept, no name used for advertising',
  'BlueOak-1.0.0': 'notice kept',
  ICU: 'notice kept',
  ISC: 'notice kept',
  MIT: 'notice kept',
  'MPL-2.0': 'changes to its own files stay open: used unchanged, while the console is built',
  OpenSSL: 'notice kept; in the embedded PostgreSQL',
  PostgreSQL: 'notice kept',
  'Python-2.0': 'notice kept',
  Unlicense: 'asks for nothing',
  Zlib: 'notice kept in sources',
};

/** Whether an SPDX expression can be met by licences of the list: one of `OR`, all of `AND`. */
export function isAllowedLicence(expression: string): boolean {
  const plain = expression.replaceAll(/[()]/g, ' ').trim();
  return plain
    .split(/\s+OR\s+/)
    .some((choice) => choice.split(/\s+AND\s+/).every((id) => Object.hasOwn(LICENCES, id.trim())));
}

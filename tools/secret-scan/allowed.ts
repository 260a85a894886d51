// Values that look like credentials and are none, whole and with the reason. An entry that no file holds any more is an error, so
// the list does not outlive what it excuses.

export interface AllowedValue {
  readonly value: string;
  readonly reason: string;
}

export const ALLOWED: readonly AllowedValue[] = [
  {
    value: 'AKIAIOSFODNN7EXAMPLE',
    reason: 'the access key id of the examples in the documentation of AWS, in fixtures and samples',
  },
  {
    value: 'ASIAIOSFODNN7EXAMPLE',
    reason: 'the same as the id of a temporary key',
  },
];

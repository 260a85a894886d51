// Domain events: what one domain tells the others and the outside, in the transaction that made it true. Noun, then verb in
// the past; the version rises when a field changes its meaning or goes.

export interface DomainEvent {
  readonly type: string;
  readonly version: number;
  /** uuid of what it is about. */
  readonly subjectId: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

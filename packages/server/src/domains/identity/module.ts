import type { Module } from '../../kernel/module.ts';
import { anyOperation } from '../../kernel/operation.ts';
import { createKeyOperation, listKeysOperation, revokeKeyOperation } from './operations/manage-keys.ts';
import {
  createSignInLinkOperation,
  endSessionOperation,
  getSessionOperation,
  listPeopleOperation,
} from './operations/own-session.ts';

export const identityModule: Module = {
  domain: 'identity',
  operations: [
    anyOperation(getSessionOperation),
    anyOperation(endSessionOperation),
    anyOperation(createSignInLinkOperation),
    anyOperation(listPeopleOperation),
    anyOperation(createKeyOperation),
    anyOperation(listKeysOperation),
    anyOperation(revokeKeyOperation),
  ],
  jobs: [],
  publishes: [],
};

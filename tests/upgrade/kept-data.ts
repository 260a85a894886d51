// The kept data of releases: one backup for each, made by that release and never again. Their passphrase is no secret, since what
// is in them is synthetic; it keeps the files in the form that operators' files have.

import path from 'node:path';
import { parseBackupSecret } from '../../packages/server/src/platform/backup/backup-key.ts';

export const KEPT_FOLDER = path.join(import.meta.dirname, 'kept');
export const KEPT_PASSPHRASE = 'kept data of a release, no secret';
export const KEPT_SECRET = parseBackupSecret(KEPT_PASSPHRASE, 'the passphrase of kept data');
/** So that a clone stays small. */
export const KEPT_BYTES_MAX = 300_000;
/** An alert that each kept file holds, by the vendor's id. */
export const KEPT_ALERT = 'kept-alert';

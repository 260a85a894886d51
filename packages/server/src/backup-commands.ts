// What the command line needs for `backup`, `restore` and `upgrade`: the package's front door for them, loaded by those verbs alone.

export { makeBackup } from './backup.ts';
export {
  type BackupSecret,
  makeBackupKeyFile,
  parseBackupSecret,
  readBackupSecret,
} from './platform/backup/backup-key.ts';
export type { BackupShown } from './platform/backup/manifest.ts';
export { showBackup, verifyBackup } from './platform/backup/read-backup.ts';
export { restoreBackup } from './restore.ts';
export { upgradeData } from './upgrade.ts';

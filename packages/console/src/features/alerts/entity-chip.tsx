import { Link } from '@tanstack/react-router';
import {
  AtSign,
  Binary,
  Bitcoin,
  Bug,
  Cloud,
  Crosshair,
  FileText,
  Fingerprint,
  Globe,
  KeySquare,
  Link2,
  Network,
  Router,
  Server,
  SquareTerminal,
  Tag,
  User,
} from 'lucide-react';
import type { ComponentType } from 'react';
import type { Entity } from '../../api.ts';
import { paths } from '../../paths.ts';
import { CHIP_LINK } from '../../ui/chip.tsx';
import { cx } from '../../ui/cx.ts';
import { typeWords } from './entity-words.ts';

type Icon = ComponentType<{ className?: string; 'aria-hidden'?: boolean }>;

const ICONS: Readonly<Record<Entity['type'], Icon>> = {
  ip: Router,
  domain: Globe,
  host: Server,
  user: User,
  email: AtSign,
  url: Link2,
  md5: Fingerprint,
  sha1: Fingerprint,
  sha256: Fingerprint,
  sha512: Fingerprint,
  mac: Network,
  process_path: Binary,
  file_path: FileText,
  command_line: SquareTerminal,
  registry_key: KeySquare,
  cve: Bug,
  technique: Crosshair,
  asn: Network,
  cloud_resource: Cloud,
  bitcoin: Bitcoin,
};

/** Every type of entity, in the order of the record model. */
export const ENTITY_TYPE_NAMES = Object.keys(ICONS) as readonly Entity['type'][];

export function EntityIcon({ type, className }: { readonly type: string; readonly className?: string }) {
  // A newer server may know types that this console does not.
  const Icon = (ICONS as Readonly<Partial<Record<string, Icon>>>)[type] ?? Tag;
  return <Icon aria-hidden className={cx('size-3.5 shrink-0 text-ink-3', className)} />;
}

interface EntityChipProps {
  readonly type: string;
  readonly value: string;
  /** Inside a grid, where rows and not links are stops of the tab key. */
  readonly isInGrid?: boolean;
}

/** An entity that leads to all alerts which name it. */
export function EntityChip({ type, value, isInGrid = false }: EntityChipProps) {
  return (
    <Link
      {...paths.alertsOfEntity(type, value)}
      preload={false}
      title={`${typeWords(type)} ${value}\nShow all alerts with it`}
      // An address says nothing when it is cut; names are known by their beginning.
      className={cx(CHIP_LINK, isInGrid && type === 'ip' && value.length <= 15 && 'shrink-0')}
      {...(isInGrid ? { tabIndex: -1 } : {})}
    >
      <EntityIcon type={type} className="size-3" />
      <span className="sr-only">{typeWords(type)}</span>
      <span className="truncate">{value}</span>
    </Link>
  );
}

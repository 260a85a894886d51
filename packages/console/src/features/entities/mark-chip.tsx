import { CHIP } from '../../ui/chip.tsx';
import { type Mark, markWords } from './mark-words.ts';

/** What is known of a value by itself; nothing when nothing is. */
export function MarkChip({ mark }: { readonly mark: Mark }) {
  const words = markWords(mark);
  return words === null ? null : (
    <span className={CHIP}>
      <span className="truncate">{words}</span>
    </span>
  );
}

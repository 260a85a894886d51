// biome-ignore-all lint/suspicious/noArrayIndexKey: a text that is shown does not change, and neither does the order of its parts.

import { ExternalLink } from './external-link.tsx';
import { type Block, parseInline, parseMarkdown } from './markdown.ts';

/** Our own instructions as elements. */
export function MarkdownView({ source }: { readonly source: string }) {
  return (
    <div className="flex flex-col gap-2.5 text-sm text-ink-2">
      {parseMarkdown(source).map((block, index) => (
        <BlockView key={index} block={block} />
      ))}
    </div>
  );
}

function BlockView({ block }: { readonly block: Block }) {
  switch (block.kind) {
    case 'heading':
      return <h3 className="mt-1 font-semibold text-ink">{block.text}</h3>;
    case 'paragraph':
      return (
        <p className="break-words">
          <InlineView text={block.text} />
        </p>
      );
    case 'code':
      return (
        <pre className="overflow-x-auto rounded-md border border-line bg-ground px-3 py-2 font-mono text-xs text-ink">
          {block.text}
        </pre>
      );
    case 'list': {
      const items = block.items.map((item, index) => (
        <li key={index} className="break-words pl-1">
          <InlineView text={item} />
        </li>
      ));
      return block.isOrdered ? (
        <ol className="list-decimal space-y-1 pl-5">{items}</ol>
      ) : (
        <ul className="list-disc space-y-1 pl-5">{items}</ul>
      );
    }
    default: {
      const never: never = block;
      return never;
    }
  }
}

function InlineView({ text }: { readonly text: string }) {
  return parseInline(text).map((part, index) => {
    if (part.kind === 'code') {
      return (
        <code key={index} className="break-all rounded-sm bg-ground px-1 py-0.5 font-mono text-xs text-ink">
          {part.text}
        </code>
      );
    }
    if (part.kind === 'strong') {
      return (
        <strong key={index} className="font-semibold text-ink">
          {part.text}
        </strong>
      );
    }
    if (part.kind === 'link') {
      return (
        <ExternalLink key={index} href={part.href ?? ''} className="text-accent hover:underline">
          {part.text}
        </ExternalLink>
      );
    }
    return part.text;
  });
}

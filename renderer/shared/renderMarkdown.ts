import MarkdownIt from 'markdown-it';
import kbd from 'markdown-it-kbd';
import { decodePath } from '../../protocol/decodePath';
import { keyLabel, keySpoken, type KeyLayout } from './keyLabel';
import { isAddress } from './studyFileUrl';

export type MarkdownContext = {
  /** Turns a picture's path in the study into its URL. */
  pictureUrl?(path: string): string;
  layout?: KeyLayout | undefined;
};

const engine = new MarkdownIt({ html: false, linkify: false, typographer: true }).use(kbd);

engine.core.ruler.push('key-caps', (state) => {
  const { layout } = state.env as MarkdownContext;
  for (const block of state.tokens) {
    const inline = block.children ?? [];
    inline.forEach((token, index) => {
      const inside = inline[index + 1];
      if (token.type !== 'kbd_open' || inside?.type !== 'text') return;
      token.attrSet('aria-label', keySpoken(inside.content, layout));
      inside.content = keyLabel(inside.content, layout);
    });
  }
});

engine.core.ruler.push('pictures-and-links', (state) => {
  const { pictureUrl } = state.env as MarkdownContext;
  for (const token of state.tokens.flatMap((block) => block.children ?? [])) {
    const source = token.attrGet('src');
    if (source !== null && pictureUrl && !isAddress(source)) token.attrSet('src', pictureUrl(decodePath(source)));
    if (token.type === 'link_open') {
      // A link must not take the participant off the study.
      token.attrSet('target', '_blank');
      token.attrSet('rel', 'noopener noreferrer');
    }
  }
});

/** Markdown to HTML. HTML in the source stays text; `[[ArrowLeft]]` becomes a key cap. */
export function renderMarkdown(source: string, context: MarkdownContext = {}): string {
  return engine.render(source, context);
}

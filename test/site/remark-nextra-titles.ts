/** For Nextra: it calls the title of a fence `filename`, and its highlighter fails on `title`. */
import type { Root } from 'mdast';
import { visit } from 'unist-util-visit';

export function remarkNextraTitles() {
  return (tree: Root): void => {
    visit(tree, 'code', (node) => {
      node.meta = node.meta?.replace(/\btitle=/, 'filename=') ?? null;
    });
  };
}

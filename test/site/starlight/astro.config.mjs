/** Starlight over the same pages: its remark and rehype plugins, its asides and its code blocks. */
import starlight from '@astrojs/starlight';
import { defineConfig } from 'astro/config';

export default defineConfig({
  outDir: '../build/starlight',
  cacheDir: '../node_modules/.astro',
  integrations: [starlight({ title: 'ToolHive', pagefind: false })],
});

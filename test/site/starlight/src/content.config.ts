/** The pages are read where they are, in out/. */
import { docsSchema } from '@astrojs/starlight/schema';
import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';

export const collections = {
  docs: defineCollection({
    loader: glob({ base: '../../../out', pattern: '**/*.mdx' }),
    schema: docsSchema(),
  }),
};

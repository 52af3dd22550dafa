/** The site that readers would see: Docusaurus over out/docs, exactly as the repository has it. */
export default {
  title: 'ToolHive',
  url: 'https://docs.example.com',
  baseUrl: '/',
  trailingSlash: false,
  favicon: 'data:,',
  onBrokenLinks: 'throw',
  onBrokenAnchors: 'throw',
  onDuplicateRoutes: 'throw',
  markdown: { hooks: { onBrokenMarkdownLinks: 'throw', onBrokenMarkdownImages: 'throw' } },
  plugins: [
    ['@docusaurus/plugin-content-docs', { path: '../../../out/docs', routeBasePath: 'docs' }],
    ['@docusaurus/plugin-content-pages', { path: 'pages' }],
  ],
  themes: ['@docusaurus/theme-classic'],
  themeConfig: { navbar: { title: 'ToolHive' } },
};

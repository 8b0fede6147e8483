// What is published for pages: ES modules with types, the one file for a CDN, and the bundles that are weighed.
import { createHash } from 'node:crypto';
import { copyFileSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { build } from 'vite';
import { run } from '../testing/run.mjs';
import { root, tool } from '../tools.mjs';
import { writingChunk } from './chunks.mjs';
import { filesBelow, replaceFolder } from './files.mjs';
import { leanMarked } from './marked.mjs';
import { shrinkTemplates } from './templates.mjs';

const target = 'es2022';

/** What one tag loads when it is needed may be there from the start where several come together: on purpose. */
const bundlerChecks = { ineffectiveDynamicImport: false };
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const dependencies = Object.keys(manifest.dependencies);

/** Folders of dist that are not the module build's. */
const otherParts = ['.build', 'bench', 'cdn', 'site', 'size'];

const isExternal = (id) => dependencies.some((name) => id === name || id.startsWith(`${name}/`));

function glob(pattern) {
  return globSync(pattern, { cwd: root }).map((file) => file.replaceAll('\\', '/'));
}

async function runTool(args) {
  const { code, output } = await run(args, { quiet: true });
  if (code !== 0) throw new Error(`${basename(args[0])} failed:\n${output.trim()}`);
}

/** Every module that others may import by name; see `exports` in package.json. */
function moduleEntries() {
  const files = [
    'src/index.ts',
    'src/define.ts',
    ...glob('src/components/*/define.ts'),
    ...glob('src/api/{,gateway/,memory/,testing/}index.ts'),
    ...glob('src/locales/*.ts'),
  ];
  return Object.fromEntries(
    files.map((file) => [file.slice('src/'.length, -'.ts'.length), join(root, file)]),
  );
}

/** Declarations name their neighbours as the compiled files are called. */
function pointToJavaScript(declaration) {
  return declaration.replaceAll(/((?:from|import)\s*\(?\s*['"]\.[^'"]*)\.ts(['"])/g, '$1.js$2');
}

async function writeDeclarations(folder) {
  await runTool([tool('typescript', 'tsc'), '-p', 'tsconfig.build.json', '--outDir', folder]);
  for (const file of filesBelow(folder)) {
    if (!file.endsWith('.d.ts')) continue;
    const path = join(folder, file);
    writeFileSync(path, pointToJavaScript(readFileSync(path, 'utf8')));
  }
}

/** Our modules keep their places; what is bundled with them stands aside, as npm packs no folder named node_modules. */
function modulePath({ facadeModuleId }) {
  const packaged = facadeModuleId?.replaceAll('\\', '/').match(/\/node_modules\/((?:@[^/]+\/)?[^/]+)\//);
  return packaged ? `vendor/${packaged[1]}.js` : '[name].js';
}

/** Source maps are written in a folder that is not the modules' last one. */
function mapSources(folder) {
  return (source, map) => {
    const final = join(root, 'dist', dirname(relative(folder, map)));
    return relative(final, resolve(dirname(map), source)).replaceAll('\\', '/');
  };
}

/** Removes what an earlier module build left in dist/ and this one did not make. */
function removeOthers(made) {
  const isOther = (file) =>
    otherParts.some((part) => file.startsWith(`${part}/`) || file.startsWith(`${part}.`));
  for (const file of filesBelow(join(root, 'dist'))) {
    if (!made.has(file) && !isOther(file)) rmSync(join(root, 'dist', file));
  }
}

/** dist/: one ES module for each of ours, types beside it, style sheets, and the manifest of the elements. */
export async function buildModules() {
  await replaceFolder('dist/.build/modules', async (folder) => {
    await build({
      configFile: false,
      root,
      logLevel: 'warn',
      publicDir: false,
      plugins: [shrinkTemplates(), leanMarked()],
      build: {
        outDir: folder,
        target,
        minify: false,
        sourcemap: true,
        lib: { entry: moduleEntries(), formats: ['es'] },
        rolldownOptions: {
          checks: bundlerChecks,
          external: isExternal,
          output: {
            sourcemapPathTransform: mapSources(folder),
            preserveModules: true,
            preserveModulesRoot: join(root, 'src'),
            entryFileNames: modulePath,
          },
        },
      },
    });
    for (const file of filesBelow(join(folder, 'vendor')).filter((name) => name.endsWith('.js'))) {
      const name = file.slice(0, -'.js'.length);
      copyFileSync(join(root, 'node_modules', name, 'LICENSE'), join(folder, 'vendor', `${name}.LICENSE`));
    }
    await writeDeclarations(folder);
    for (const file of glob('src/**/*.css')) {
      const copy = join(folder, file.slice('src/'.length));
      mkdirSync(dirname(copy), { recursive: true });
      copyFileSync(join(root, file), copy);
    }
    await runTool([
      tool('@custom-elements-manifest/analyzer', 'cem'),
      'analyze',
      '--config',
      'custom-elements-manifest.config.mjs',
      '--outdir',
      // The analyzer takes only paths from the root.
      folder.slice(root.length + 1),
    ]);
    const made = new Set(filesBelow(folder));
    for (const file of made) {
      const copy = join(root, 'dist', file);
      mkdirSync(dirname(copy), { recursive: true });
      copyFileSync(join(folder, file), copy);
    }
    removeOthers(made);
  });
  rmSync(join(root, 'dist/.build/modules'), { recursive: true });
}

/** The hash that belongs into the `integrity` attribute of a script element. */
function integrity(content) {
  return `sha384-${createHash('sha384').update(content).digest('base64')}`;
}

/** dist/cdn/: everything in portico.js, but for the chunks that are loaded when they are needed. */
export async function buildCdn() {
  await replaceFolder('dist/cdn', async (folder) => {
    await build({
      configFile: false,
      root,
      logLevel: 'warn',
      publicDir: false,
      plugins: [shrinkTemplates(), leanMarked()],
      build: {
        outDir: folder,
        target,
        sourcemap: true,
        modulePreload: false,
        license: { fileName: 'licenses.md' },
        lib: { entry: { portico: join(root, 'src/cdn.ts') }, formats: ['es'] },
        rolldownOptions: {
          checks: bundlerChecks,
          // The entry may export more for its chunks' sake; a strict one would move shared code into a second file.
          preserveEntrySignatures: 'allow-extension',
          output: {
            minify: true,
            entryFileNames: '[name].js',
            chunkFileNames: 'chunks/[name]-[hash].js',
            codeSplitting: {
              includeDependenciesRecursively: false,
              // The last one bears the entry's name and so joins it: what is needed at once is one file, and never waits
              // for a chunk, which would wait for it in turn.
              groups: [writingChunk, { name: 'portico', tags: ['$initial'], test: /./, priority: 1 }],
            },
            postBanner: `/*! Portico ${manifest.version} | MIT | licenses of what is inside: licenses.md */`,
          },
        },
      },
    });
    const scripts = filesBelow(folder).filter((file) => file.endsWith('.js'));
    const hashes = scripts.map((file) => [file, integrity(readFileSync(join(folder, file)))]);
    writeFileSync(join(folder, 'integrity.json'), `${JSON.stringify(Object.fromEntries(hashes), null, 2)}\n`);
  });
}

/** A chunk and everything that it imports at once. */
function withStaticImports(chunks, fileName, found = new Set()) {
  if (found.has(fileName)) return found;
  found.add(fileName);
  for (const imported of chunks.get(fileName)?.imports ?? []) withStaticImports(chunks, imported, found);
  return found;
}

const virtualEntry = 'virtual:portico-entry';

/** Bundles the built modules as a page's own bundler does that is told to keep what is needed at once together. */
async function bundle(source, folder) {
  const entry = {
    name: 'portico-entry',
    resolveId: (id) => (id === virtualEntry ? `\0${id}` : undefined),
    load: (id) => (id === `\0${virtualEntry}` ? source : undefined),
  };
  const output = await build({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    plugins: [entry],
    build: {
      outDir: folder,
      target,
      modulePreload: false,
      rolldownOptions: {
        checks: bundlerChecks,
        input: { entry: virtualEntry },
        preserveEntrySignatures: 'allow-extension',
        output: {
          minify: true,
          entryFileNames: '[name].js',
          chunkFileNames: '[name]-[hash].js',
          // What is needed at once is one file, as in the CDN build: a shared module in a file of its own would cost a
          // request more.
          codeSplitting: {
            includeDependenciesRecursively: false,
            groups: [{ name: 'entry', tags: ['$initial'], test: /./ }],
          },
        },
      },
    },
  });
  const { output: files } = Array.isArray(output) ? output[0] : output;
  return new Map(files.filter(({ type }) => type === 'chunk').map((chunk) => [chunk.fileName, chunk]));
}

const elementTags = [
  'portal-nav',
  'portal-login',
  'portal-sessions',
  'ticket-list',
  'ticket-detail',
  'ticket-form',
];

/** dist/size/: what a page loads at once, for size-limit; `manifest.json` says which files make up which figure. */
export async function buildSizes() {
  const dist = join(root, 'dist').replaceAll('\\', '/');
  const define = (tag) => `import '${dist}/components/${tag}/define.js';`;
  const gateway = `export { gatewayAdapter } from '${dist}/api/gateway/index.js';`;
  await replaceFolder('dist/size', async (folder) => {
    const figures = {};
    const all = await bundle(`${elementTags.map(define).join('\n')}\n${gateway}`, join(folder, 'all'));
    const atOnce = withStaticImports(all, 'entry.js');
    figures.all = [...atOnce].map((file) => `all/${file}`);
    const content = [...all.values()].find(({ moduleIds }) => moduleIds.includes(`${dist}/content/index.js`));
    if (!content || atOnce.has(content.fileName)) throw new Error('src/content is loaded at once');
    const later = withStaticImports(all, content.fileName);
    figures.content = [...later].filter((file) => !atOnce.has(file)).map((file) => `all/${file}`);
    for (const tag of elementTags) {
      const chunks = await bundle(define(tag), join(folder, tag));
      figures[tag] = [...withStaticImports(chunks, 'entry.js')].map((file) => `${tag}/${file}`);
    }
    for (const file of Object.values(figures).flat()) statSync(join(folder, file));
    writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(figures, null, 2)}\n`);
  });
}

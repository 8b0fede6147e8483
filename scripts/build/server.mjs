// server/dist: the gateway as JavaScript, for Node versions that do not read TypeScript and for publishing.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';
import { root } from '../tools.mjs';
import { filesBelow, replaceFolder } from './files.mjs';

const sources = join(root, 'server/src');

const { config } = ts.readConfigFile(join(root, 'server/tsconfig.json'), (path) => ts.sys.readFile(path));
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, join(root, 'server'));

/** Types from the page's contract are erased; anything else from outside would be missing in the package. */
function refuseImportsFromOutside(file, code) {
  for (const { fileName } of ts.preProcessFile(code).importedFiles) {
    if (!fileName.startsWith('.')) continue;
    const path = resolve(dirname(join(sources, file)), fileName);
    if (!path.startsWith(sources))
      throw new Error(`server/src/${file} imports ${fileName}, which is not published with it`);
  }
}

/** Each file by itself, by the TypeScript compiler; types are checked by `npm test`, not here. */
export async function buildServer() {
  await replaceFolder('server/dist', async (folder) => {
    for (const file of filesBelow(sources)) {
      const isSource = file.endsWith('.ts');
      const copy = join(folder, isSource ? `${file.slice(0, -'.ts'.length)}.js` : file);
      mkdirSync(dirname(copy), { recursive: true });
      if (!isSource) {
        copyFileSync(join(sources, file), copy);
        continue;
      }
      const { outputText } = ts.transpileModule(readFileSync(join(sources, file), 'utf8'), {
        fileName: join(sources, file),
        // One file alone tells the compiler nothing of the package it belongs to: these are ES modules.
        compilerOptions: { ...options, module: ts.ModuleKind.ESNext, noEmit: false },
      });
      refuseImportsFromOutside(file, outputText);
      writeFileSync(copy, outputText);
    }
  });
}

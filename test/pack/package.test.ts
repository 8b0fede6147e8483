// The package as others install it: packed, unpacked beside its dependencies, and imported.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { root, tool } from '../../scripts/tools.mjs';

interface Manifest {
  exports: Record<string, string | { types: string; default: string }>;
  sideEffects: string[];
  dependencies: Record<string, string>;
}

const tags = [
  'portal-app',
  'portal-login',
  'portal-nav',
  'portal-provider',
  'portal-sessions',
  'ticket-detail',
  'ticket-form',
  'ticket-list',
];

let folder = '';
let installed = '';
let tarball = '';

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'portico-pack-'));
  const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  tarball = join(folder, filename);
  installed = join(folder, 'node_modules/portico');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
  const manifest = readManifest();
  for (const name of Object.keys(manifest.dependencies)) {
    mkdirSync(dirname(join(folder, 'node_modules', name)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name), 'junction');
  }
});

after(() => {
  rmSync(folder, { recursive: true, force: true });
});

function readManifest(): Manifest {
  return JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Manifest;
}

/** Runs a module beside the installed package, on a Node that has no DOM; answers what it printed. */
function runModule(source: string): string {
  const file = join(folder, 'probe.mjs');
  writeFileSync(file, source);
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return stdout.trim();
}

function packedFiles(pattern = '**/*'): string[] {
  return globSync(pattern, { cwd: installed, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1));
}

describe('the packed package', () => {
  it('pleases publint', async () => {
    const { messages, pkg } = await publint({ pkgDir: installed, strict: true, pack: false });
    const words = messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code);
    assert.deepEqual(words, []);
  });

  it('has types that every resolver of ES modules finds', () => {
    const args = [
      tool('@arethetypeswrong/cli', 'attw'),
      tarball,
      '--profile',
      'esm-only',
      '--format',
      'json',
    ];
    const excluded = ['--exclude-entrypoints', './custom-elements.json'];
    const { status, stdout, stderr } = spawnSync(process.execPath, [...args, ...excluded], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stdout.slice(0, 2000) + stderr);
  });

  it('holds the files that its exports name', () => {
    for (const [name, target] of Object.entries(readManifest().exports)) {
      for (const path of typeof target === 'string' ? [target] : [target.types, target.default]) {
        const found = packedFiles(path.replace(/^\.\//, ''));
        assert.notEqual(found.length, 0, `${name} names ${path}, which is not in the package`);
      }
    }
  });

  it('holds nothing but what is for others', () => {
    const allowed = /^(dist\/|package\.json$|README\.md$|LICENSE$|CHANGELOG\.md$)/;
    const strangers = packedFiles().filter(
      (file) => !allowed.test(file) || /^dist\/(site|size|\.build)\//.test(file),
    );
    assert.deepEqual(strangers, []);
  });

  it('carries declarations that name JavaScript files', () => {
    for (const file of packedFiles('dist/**/*.d.ts')) {
      assert.doesNotMatch(
        readFileSync(join(installed, file), 'utf8'),
        /(from|import\()\s*['"]\.[^'"]*\.ts['"]/,
        file,
      );
    }
  });

  it('describes every element for editors', () => {
    const text = readFileSync(join(installed, 'dist/custom-elements.json'), 'utf8');
    const { modules } = JSON.parse(text) as {
      modules: { declarations?: { name: string; members?: { name: string }[] }[] }[];
    };
    const declarations = modules.flatMap(({ declarations: found = [] }) => found);
    const classNames = tags.map((tag) =>
      tag.replaceAll(/(^|-)(\w)/g, (_, _dash, letter: string) => letter.toUpperCase()),
    );
    for (const name of classNames)
      assert.ok(
        declarations.some((declaration) => declaration.name === name),
        name,
      );
    const members = declarations.flatMap(({ members: found = [] }) => found.map(({ name }) => name));
    assert.deepEqual(
      members.filter((name) => name.startsWith('#')),
      [],
    );
  });
});

describe('importing it in Node, without a DOM', () => {
  it('works for the classes and types', () => {
    const names = runModule(`import * as portico from 'portico'; console.log(Object.keys(portico).join());`);
    for (const name of ['PortalNav', 'TicketList', 'configurePortal', 'PortalError']) {
      assert.ok(names.split(',').includes(name), `${name} is not exported`);
    }
  });

  it('works for adapters, the contract suite and the locales', () => {
    const source = `
      import { memoryAdapter } from 'portico/memory';
      import { gatewayAdapter } from 'portico/gateway';
      import { adapterContract } from 'portico/testing';
      import * as polish from 'portico/locales/pl';
      const { settings } = await memoryAdapter().start();
      console.log(typeof settings.name, gatewayAdapter({ url: '/' }).name, typeof adapterContract, Object.keys(polish).length > 0);`;
    assert.equal(runModule(source), 'string gateway function true');
  });

  it('works for the modules that register elements', () => {
    const source = `
      await import('portico/define');
      ${tags.map((tag) => `await import('portico/components/${tag}');`).join('\n')}
      console.log('fine');`;
    assert.equal(runModule(source), 'fine');
  });
});

describe('the file for a CDN', () => {
  it('has the hashes that are published beside it', () => {
    const text = readFileSync(join(installed, 'dist/cdn/integrity.json'), 'utf8');
    const hashes = JSON.parse(text) as Record<string, string>;
    const scripts = packedFiles('dist/cdn/**/*.js').map((file) => file.slice('dist/cdn/'.length));
    assert.deepEqual(Object.keys(hashes).sort(), scripts.sort());
    for (const [file, hash] of Object.entries(hashes)) {
      const content = readFileSync(join(installed, 'dist/cdn', file));
      assert.equal(hash, `sha384-${createHash('sha384').update(content).digest('base64')}`, file);
    }
  });

  it('brings all that it needs', () => {
    for (const file of packedFiles('dist/cdn/**/*.js')) {
      const code = readFileSync(join(installed, file), 'utf8');
      assert.doesNotMatch(code, /\b(?:from|import)\s*\(?["'`](?!\.)/, `${file} imports a bare name`);
    }
  });

  it('runs under a strict content security policy: no code from text', () => {
    for (const file of packedFiles('dist/cdn/**/*.js')) {
      const code = readFileSync(join(installed, file), 'utf8');
      assert.doesNotMatch(code, /\beval\(|new Function\(|document\.write\(/, file);
    }
  });

  it('names the licenses of what is inside', () => {
    const licenses = readFileSync(join(installed, 'dist/cdn/licenses.md'), 'utf8');
    for (const name of ['lit', 'dompurify', 'marked']) assert.match(licenses, new RegExp(`\\b${name}\\b`));
  });
});

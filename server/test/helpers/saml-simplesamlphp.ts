import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { freePort } from './federation.ts';

/** A real identity provider: simpleSAMLphp, in PHP's own web server, with everything it writes in a folder of its own. */
export interface SimpleSamlPhp {
  /** Its entity id. */
  readonly issuer: string;
  /** Where browsers are sent to sign in. */
  readonly entryPoint: string;
  /** PEM. */
  readonly certificate: string;
  /** Makes it answer whoever this metadata describes. */
  trust(metadata: string): void;
  /** What it has logged, to look into when something fails. */
  log(): string;
  stop(): Promise<void>;
}

export interface Person {
  username: string;
  password: string;
  /** `uid` becomes the persistent name of the subject. */
  attributes: { uid: string; [name: string]: string };
}

const extensions = ['dom', 'mbstring', 'openssl', 'session'];

/** Why it cannot be started here, or undefined. */
export function simpleSamlPhpProblem(): string | undefined {
  if (programFolder() === undefined)
    return 'skipped: no simpleSAMLphp (Debian: apt-get install simplesamlphp php-cli php-xml php-mbstring)';
  const check = `exit(array_diff(${phpValue(extensions)}, get_loaded_extensions()) ? 1 : 0);`;
  if (spawnSync('php', ['-r', check]).status !== 0)
    return 'skipped: no PHP that can run simpleSAMLphp (Debian: apt-get install php-cli php-xml php-mbstring)';
  return undefined;
}

/** Where `.ci/run` has unpacked it, or where Debian's package puts it. */
function programFolder(): string | undefined {
  return [process.env['SIMPLESAMLPHP_DIR'], '/usr/share/simplesamlphp'].find(
    (folder) => folder !== undefined && existsSync(join(folder, 'www/module.php')),
  );
}

export async function startSimpleSamlPhp(people: readonly Person[]): Promise<SimpleSamlPhp> {
  const folder = mkdtempSync(join(tmpdir(), 'portico-simplesamlphp-'));
  const at = (name: string): string => join(folder, name);
  for (const name of ['cert', 'data', 'log', 'metadata', 'sessions', 'tmp']) mkdirSync(at(name));

  const port = await freePort();
  // Not `localhost`: for browsers it is then another site than the gateway, as it is in life.
  const url = `http://127.0.0.1:${port}`;
  const issuer = `${url}/metadata`;
  const { private: key, cert: certificate } = await generate([{ name: 'commonName', value: 'idp.test' }], {
    keySize: 2048,
    algorithm: 'sha256',
  });
  writeFileSync(at('cert/idp.pem'), key);
  writeFileSync(at('cert/idp.crt'), certificate);
  writeFileSync(at('config.php'), phpFile('config', configOf(url, folder)));
  writeFileSync(at('authsources.php'), phpFile('config', { people: sourceOf(people) }));
  writeFileSync(at('metadata/saml20-idp-hosted.php'), phpFile('metadata', { [issuer]: hosted }));

  const server = spawn(
    'php',
    ['-d', 'display_errors=0', '-S', `127.0.0.1:${port}`, '-t', join(programFolder() ?? '', 'www')],
    { env: { ...process.env, SIMPLESAMLPHP_CONFIG_DIR: folder }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const ended = once(server, 'exit');
  // A test runner that gives up on this process must not leave a server behind.
  const end = (): void => void server.kill('SIGKILL');
  process.once('exit', end);
  let output = '';
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`PHP ended at once:\n${output}`)));
    server.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Development Server')) resolve();
    });
  });

  return {
    issuer,
    entryPoint: `${url}/saml2/idp/SSOService.php`,
    certificate,
    // Read anew for each request.
    trust: (metadata) => writeFileSync(at('sp.xml'), metadata),
    log: () => output + (existsSync(at('log/idp.log')) ? readFileSync(at('log/idp.log'), 'utf8') : ''),
    async stop() {
      process.off('exit', end);
      server.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const hosted = {
  host: '__DEFAULT__',
  privatekey: 'idp.pem',
  certificate: 'idp.crt',
  auth: 'people',
  'signature.algorithm': 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  authproc: {
    10: {
      class: 'saml:AttributeNameID',
      attribute: 'uid',
      Format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    },
  },
};

function configOf(url: string, folder: string): object {
  const at = (name: string): string => join(folder, name);
  return {
    baseurlpath: `${url}/`,
    certdir: `${at('cert')}/`,
    loggingdir: `${at('log')}/`,
    datadir: `${at('data')}/`,
    tempdir: at('tmp'),
    metadatadir: `${at('metadata')}/`,
    'metadata.sources': [{ type: 'flatfile' }, { type: 'xml', file: at('sp.xml') }],
    secretsalt: 'only for this test run',
    'auth.adminpassword': 'nobody-signs-in-by-this',
    technicalcontact_name: 'Nobody',
    technicalcontact_email: 'nobody@idp.example',
    timezone: 'UTC',
    'logging.handler': 'file',
    'logging.level': 6,
    'logging.logfile': 'idp.log',
    errorreporting: false,
    'admin.checkforupdates': false,
    'enable.saml20-idp': true,
    'module.enable': { core: true, exampleauth: true, saml: true },
    'store.type': 'phpsession',
    'session.phpsession.savepath': at('sessions'),
    'session.phpsession.cookiename': 'idp',
    // Everything here goes without TLS.
    'session.cookie.secure': false,
    'session.cookie.samesite': null,
    'language.cookie.secure': false,
    'language.available': ['en'],
    'language.default': 'en',
  };
}

function sourceOf(people: readonly Person[]): object {
  const known = people.map(({ username, password, attributes }) => [
    `${username}:${password}`,
    Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, [value]])),
  ]);
  return { 0: 'exampleauth:UserPass', ...(Object.fromEntries(known) as object) };
}

function phpFile(variable: string, value: object): string {
  return `<?php\n$${variable} = ${phpValue(value)};\n`;
}

/** A value as PHP reads it. Backslashes and quotes are all that its quoted texts escape. */
function phpValue(value: unknown): string {
  return `json_decode('${JSON.stringify(value).replace(/['\\]/g, '\\$&')}', true)`;
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError, isStrongSecret, readConfig, resolveAddresses } from '../../src/config.ts';

const secret = 'Zt7mQ2xVb9LkR4wYc8NfH1sJd6PgA3eU';

test('the demo needs nothing and listens to this machine alone', () => {
  const config = readConfig({}, { demo: true });
  assert.deepEqual([config.host, config.port, config.dataDir], ['127.0.0.1', 8080, '.data']);
  const { origins, publicUrl, portalUrl, secure } = resolveAddresses(config, 8080);
  assert.deepEqual([...origins], ['http://localhost:8080', 'http://127.0.0.1:8080']);
  assert.deepEqual(
    [publicUrl, portalUrl, secure],
    ['http://localhost:8080', 'http://localhost:8080/portal/', false],
  );
});

test('an owner names addresses and origins, and only whole origins', () => {
  const env = { PORTICO_SECRET: secret, PUBLIC_URL: 'https://help.example.com/' };
  const config = readConfig({ ...env, ALLOWED_ORIGINS: 'https://kb.example.com, https://www.example.com' });
  const { origins, portalUrl, secure } = resolveAddresses(config, 8080);
  assert.deepEqual(
    [...origins],
    ['https://help.example.com', 'https://kb.example.com', 'https://www.example.com'],
  );
  assert.deepEqual([portalUrl, secure], ['https://help.example.com/portal/', true]);
  for (const wrong of [
    '*',
    'https://*.example.com/x',
    'kb.example.com',
    'https://kb.example.com/path',
    'null',
    'http://kb.example.com',
    'http://localhost.example.com',
    'https://kb.example.com, http://www.example.com',
  ]) {
    assert.throws(() => readConfig({ ...env, ALLOWED_ORIGINS: wrong }), ConfigError, wrong);
  }
  const local = readConfig({ ...env, ALLOWED_ORIGINS: 'http://localhost:5173,http://127.0.0.1:3000' });
  assert.deepEqual(local.allowedOrigins, ['http://localhost:5173', 'http://127.0.0.1:3000']);
});

test('what is not safe or makes no sense is refused by name', () => {
  for (const [env, name] of [
    [{ PUBLIC_URL: 'http://help.example.com' }, 'PUBLIC_URL'],
    [{ PUBLIC_URL: 'javascript:alert(1)' }, 'PUBLIC_URL'],
    [{ PORT: '70000' }, 'PORT'],
    [{ DATABASE_URL: 'mysql://localhost/x' }, 'DATABASE_URL'],
    [{ SMTP_URL: 'http://localhost' }, 'SMTP_URL'],
    [{ MAIL_FROM: 'a@b.example\r\nBcc: c@d.example' }, 'MAIL_FROM'],
    [{ PORTICO_SECRET: 'short' }, 'PORTICO_SECRET'],
  ] as const) {
    assert.throws(
      () => readConfig({ PORTICO_SECRET: secret, ...env }),
      (error) => error instanceof ConfigError && error.message.startsWith(name),
      name,
    );
  }
  assert.throws(() => readConfig({}), /PORTICO_SECRET/);
  assert.equal(isStrongSecret('a'.repeat(64)), false);
});

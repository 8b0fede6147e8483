import { html, nothing } from 'lit';
import type {
  JwtSettings,
  OidcSettings,
  ProviderSettings,
  SamlSettings,
} from '../../../src/settings/providers.ts';
import {
  checkList,
  choice,
  rows,
  select,
  tagList,
  textArea,
  textField,
  toggle,
  type ControlHost,
} from '../controls.ts';
import type { SignInWords } from '../words/sign-in.ts';

/** The fields of one identity provider. */

type Preset = NonNullable<OidcSettings['preset']>;

interface ProviderKind {
  name: string;
  kind: ProviderSettings['kind'];
  preset?: Preset;
}

export const providerKinds = (words: SignInWords): ProviderKind[] => [
  { name: 'Google', kind: 'oidc', preset: 'google' },
  { name: 'Microsoft', kind: 'oidc', preset: 'microsoft' },
  { name: 'Okta', kind: 'oidc', preset: 'okta' },
  { name: 'Keycloak', kind: 'oidc', preset: 'keycloak' },
  { name: words.oidc, kind: 'oidc' },
  { name: words.saml, kind: 'saml' },
  { name: words.jwt, kind: 'jwt' },
];

export const providerName = ({ label, id }: ProviderSettings, words: SignInWords): string =>
  label || id || words.provider;

const presetNames: Record<Preset, string> = {
  google: 'Google',
  microsoft: 'Microsoft',
  okta: 'Okta',
  keycloak: 'Keycloak',
};

/** A provider with nothing in it that only its owner knows. */
export function newProvider(
  kind: ProviderSettings['kind'],
  preset: Preset | undefined,
  others: readonly ProviderSettings[],
): ProviderSettings {
  const wanted = preset ?? kind;
  let id: string = wanted;
  for (let n = 2; others.some((other) => other.id === id); n += 1) id = `${wanted}-${n}`;
  const common = {
    id,
    label: preset ? presetNames[preset] : '',
    enabled: true,
    audience: 'all' as const,
    staff: false,
    claims: {},
  };
  if (kind === 'saml') return { ...common, kind, issuer: '', entryPoint: '', certificates: [''] };
  if (kind === 'jwt') return { ...common, kind, issuer: '', unsolicited: true, algorithm: 'RS256' };
  return {
    ...common,
    kind,
    ...(preset && { preset }),
    clientId: '',
    scopes: ['openid', 'email', 'profile'],
    trustEmail: false,
  };
}

export function renderProvider(
  host: ControlHost,
  provider: ProviderSettings,
  path: string,
  words: SignInWords,
): unknown {
  const base = `${location.origin}/api/auth/providers/${provider.id}`;
  return html`${textField(host, {
      path: `${path}.label`,
      label: words.label,
      placeholder: words.labelPlaceholder,
      maxLength: 80,
    })}
    ${toggle(host, { path: `${path}.enabled`, label: words.enabled })}
    ${textField(host, { path: `${path}.id`, label: words.id, help: words.idHelp, code: true, maxLength: 32 })}
    <p class="help">${words.callback} <code>${base}/callback</code></p>
    ${provider.kind === 'saml' ? html`<p class="help">${words.metadata} <code>${base}/metadata</code></p>` : nothing}
    ${renderOwn(host, provider, path, words)} ${renderAudience(host, provider, path, words)}
    ${toggle(host, { path: `${path}.staff`, label: words.staff, help: words.staffHelp })}
    ${renderClaims(host, path, words)}`;
}

function renderOwn(host: ControlHost, provider: ProviderSettings, path: string, words: SignInWords): unknown {
  if (provider.kind === 'oidc') return renderOidc(host, provider, path, words);
  return provider.kind === 'saml' ? renderSaml(host, path, words) : renderJwt(host, provider, path, words);
}

function renderOidc(host: ControlHost, provider: OidcSettings, path: string, words: SignInWords): unknown {
  return [
    textField(host, {
      path: `${path}.issuer`,
      label: words.issuer,
      help: words.issuerHelp[provider.preset ?? 'other'],
      type: 'url',
      optional: provider.preset === 'google' || provider.preset === 'microsoft',
      change: (value) => host.editor.set(`${path}.issuer`, value || undefined),
    }),
    textField(host, { path: `${path}.clientId`, label: words.clientId, code: true }),
    secretField(
      host,
      { path: `${path}.clientSecret`, label: words.clientSecret, secret: provider.clientSecret },
      words,
    ),
    tagList(host, { path: `${path}.scopes`, label: words.scopes, addLabel: words.addScope }),
    toggle(host, { path: `${path}.trustEmail`, label: words.trustEmail, help: words.trustEmailHelp }),
  ];
}

function renderSaml(host: ControlHost, path: string, words: SignInWords): unknown {
  return [
    textField(host, { path: `${path}.issuer`, label: words.issuer, help: words.issuerHelp.saml, code: true }),
    textField(host, {
      path: `${path}.entryPoint`,
      label: words.entryPoint,
      help: words.entryPointHelp,
      type: 'url',
    }),
    rows<SamlSettings['certificates'][number]>(host, {
      path: `${path}.certificates`,
      label: words.certificates,
      help: words.certificatesHelp,
      nameOf: (_, index) => words.certificate(index + 1),
      create: () => '',
      addLabel: words.addCertificate,
      row: (_, at, index) => textArea(host, { path: at, label: words.certificate(index + 1), code: true }),
    }),
  ];
}

const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA', 'HS256', 'HS512'] as const;

function renderJwt(host: ControlHost, provider: JwtSettings, path: string, words: SignInWords): unknown {
  const isShared = provider.algorithm.startsWith('HS');
  return [
    textField(host, { path: `${path}.issuer`, label: words.issuer, help: words.issuerHelp.jwt, code: true }),
    textField(host, {
      path: `${path}.recipient`,
      label: words.recipient,
      help: words.recipientHelp,
      optional: true,
      code: true,
    }),
    textField(host, {
      path: `${path}.signInUrl`,
      label: words.signInUrl,
      help: words.signInUrlHelp,
      type: 'url',
      optional: true,
    }),
    toggle(host, { path: `${path}.unsolicited`, label: words.unsolicited }),
    select<JwtSettings['algorithm']>(host, {
      path: `${path}.algorithm`,
      label: words.algorithm,
      choices: algorithms.map((value) => ({ value, label: value })),
      change: (algorithm) => {
        // A secret and a key exclude each other.
        const { secret, publicKey, jwksUrl, ...rest } = provider;
        const keys = algorithm.startsWith('HS') ? { secret } : { publicKey, jwksUrl };
        const kept = Object.entries(keys).filter(([, value]) => value !== undefined);
        host.editor.set(path, { ...rest, ...Object.fromEntries(kept), algorithm });
      },
    }),
    isShared
      ? secretField(host, { path: `${path}.secret`, label: words.secret, secret: provider.secret }, words)
      : [
          textArea(host, {
            path: `${path}.publicKey`,
            label: words.publicKey,
            help: words.publicKeyHelp,
            optional: true,
            code: true,
          }),
          textField(host, { path: `${path}.jwksUrl`, label: words.jwksUrl, type: 'url', optional: true }),
        ],
  ];
}

/** A secret is never in the document: it is the name of what holds it that is typed. */
function secretField(
  host: ControlHost,
  { path, label, secret }: { path: string; label: string; secret: { env: string } | undefined },
  words: SignInWords,
): unknown {
  return textField(host, {
    path,
    label,
    help: words.envHelp,
    value: secret?.env ?? '',
    change: (env) => host.editor.set(path, env === '' ? undefined : { env }),
    placeholder: 'SSO_…',
    code: true,
    below: true,
  });
}

function renderAudience(
  host: ControlHost,
  { audience }: ProviderSettings,
  path: string,
  words: SignInWords,
): unknown {
  const lists = host.editor.draft.contactLists.map(({ id, name }) => ({ value: id, label: name }));
  return html`${choice<'all' | 'lists'>(host, {
    path: `${path}.audience`,
    label: words.audience,
    value: audience === 'all' ? 'all' : 'lists',
    choices: [
      { value: 'all', label: words.all },
      { value: 'lists', label: words.lists },
    ],
    change: (value) => host.editor.set(`${path}.audience`, value === 'all' ? 'all' : { lists: [] }),
  })}
  ${
    audience === 'all'
      ? nothing
      : checkList(host, {
          path: `${path}.audience.lists`,
          label: words.chosenLists,
          choices: lists,
          empty: words.noLists,
        })
  }`;
}

function renderClaims(host: ControlHost, path: string, words: SignInWords): unknown {
  const claim = (key: 'email' | 'name' | 'company', label: string, help?: string) =>
    textField(host, { path: `${path}.claims.${key}`, label, help, optional: true, code: true });
  return html`<fieldset class="control">
    <legend>${words.claims}</legend>
    <div class="help">${words.claimsHelp}</div>
    <div class="side-by-side">
      ${claim('email', words.claimEmail)} ${claim('name', words.claimName)}
      ${claim('company', words.claimCompany, words.claimCompanyHelp)}
    </div>
  </fieldset>`;
}

import { createHash, randomBytes } from 'node:crypto';
import type { Addresses } from '../../config.ts';
import { DeskError } from '../../desks/errors.ts';
import type { Log } from '../../log.ts';
import type { Admission } from '../admission.ts';
import type { Federation } from '../auth.ts';
import type { Consents } from '../consents.ts';
import { consentNeeded } from '../consents.ts';
import type { SessionCookie } from '../cookie.ts';
import { networkOf } from '../network.ts';
import type { OneTime } from '../one-time.ts';
import { allowedReturn } from '../return-to.ts';
import type { Throttle, ThrottleRule } from '../throttle.ts';
import { withOutcome } from './outcome.ts';
import type { ExternalIdentity, FlowMemory, IdentityProvider, ProviderTools } from './provider.ts';
import { createProviders } from './providers.ts';
import type { ProvisioningOptions } from './provision.ts';
import { createProvisioning } from './provision.ts';

export interface FederationOptions extends ProvisioningOptions, Pick<ProviderTools, 'fetch' | 'secretOf'> {
  oneTime: OneTime;
  throttle: Pick<Throttle, 'take'>;
  admission: Pick<Admission, 'begin' | 'check' | 'tell'>;
  cookie: Pick<SessionCookie, 'others'>;
  consents: Consents;
  addresses: () => Addresses;
  log: Log;
}

/** What is kept while somebody is away at a provider. */
interface Flow {
  provider: string;
  returnTo: string;
  memory: FlowMemory;
  /** Hash of the secret in the browser's cookie. */
  binding: string;
}

/** What a one-time code stands for. */
interface Arrival {
  /** Absent where the gateway itself has sent them. */
  provider?: string;
  /** Absent where the account is made once its person has agreed to the consent text. */
  userId?: string;
  /** Whom the provider has proven, for an account that is not made yet. */
  identity?: ExternalIdentity;
  returnTo: string;
  /** Absent where the person did not begin here. */
  binding?: string;
  /** When the session ends at the latest, in milliseconds since 1970. */
  until?: number;
  /** Whether its person was asked for consent, and has the time to read. */
  asked?: true;
}

const flowPurpose = 'federation-flow';
const flowSeconds = 10 * 60;
const arrivalPurpose = 'federation-code';
const arrivalSeconds = 60;
/** For whoever reads a text first. */
const consentSeconds = 15 * 60;
/** Ties what comes back to the browser that went; the session's cookie does not exist yet. */
const flowCookie = 'portico-flow';
/** Flows that one network may begin: each keeps a row, and may have the provider asked. */
const startRule: ThrottleRule = {
  name: 'federation-start',
  limit: 200,
  windowSeconds: 15 * 60,
  fixedWindow: true,
};

const hash = (value: string): string => createHash('sha256').update(value).digest('base64url');

export function createFederation(options: FederationOptions): Federation {
  const { oneTime, throttle, accounts, admission, consents, addresses, settings, log } = options;
  const { now, fetch, secretOf } = options;
  const cookies = options.cookie.others;
  const provision = createProvisioning(options);
  const providers = createProviders(
    () => settings().portal.signIn.providers,
    { oneTime, now, publicUrl: () => addresses().publicUrl, fetch, secretOf },
    log,
  );

  function found(id: string): IdentityProvider {
    const provider = providers.find(id);
    if (!provider) throw new DeskError('not-found', 'no such provider');
    return provider;
  }

  const at = (id: string, what: 'callback' | 'metadata'): string =>
    `${addresses().publicUrl}/api/auth/providers/${id}/${what}`;

  /** The version that somebody agrees to by coming in; undefined where nothing is asked. */
  async function agreedTo(
    code: string,
    arrival: Arrival,
    given: string | undefined,
  ): Promise<string | undefined> {
    const { provider, userId, asked } = arrival;
    // A page of the gateway has sent them, where they are signed in.
    if (provider === undefined) return undefined;
    const account = userId === undefined ? undefined : await accounts.findById(userId);
    const wanted = userId !== undefined && !account ? undefined : await consents.wanted(account);
    if (wanted === undefined || given === wanted) return wanted;
    // Whoever is not let in need not read first.
    if (userId !== undefined) await admission.check(userId);
    if (!asked) {
      const data: Arrival = { ...arrival, asked: true };
      await oneTime.prolong(arrivalPurpose, code, { data, seconds: consentSeconds });
    }
    throw consentNeeded();
  }

  const returnRules = () => ({ origins: addresses().origins, fallback: addresses().portalUrl });

  return {
    async start({ provider: id, returnTo, language }, { headers, address }) {
      const provider = found(id);
      await throttle.take(startRule, networkOf(address));
      const back = allowedReturn(returnTo, returnRules());
      const state = randomBytes(32).toString('base64url');
      const { url, memory } = await provider.begin({
        state,
        callbackUrl: at(id, 'callback'),
        returnTo: back,
        ...(language === undefined ? {} : { language }),
      });
      // The same for all flows of a browser, so that two tabs may be away at once.
      const secret = cookies.read(flowCookie, headers) ?? randomBytes(32).toString('base64url');
      const flow: Flow = { provider: id, returnTo: back, memory, binding: hash(secret) };
      await oneTime.issue(flowPurpose, { token: state, data: flow, seconds: flowSeconds });
      const seconds = flowSeconds + arrivalSeconds + consentSeconds;
      return { url, cookie: cookies.serialize(flowCookie, secret, seconds, headers) };
    },

    async callback(id, params, url) {
      const provider = found(id);
      // Some send the field along empty when they were not asked.
      const state = params.get('state') || params.get('RelayState') || undefined;
      const flow = state === undefined ? undefined : await oneTime.take<Flow>(flowPurpose, state);
      const asked = flow?.returnTo ?? params.get('returnTo') ?? undefined;
      const returnTo = allowedReturn(asked, returnRules());
      if (!flow && (state !== undefined || !provider.unsolicited)) {
        log.info({ provider: id }, 'somebody came back from a provider too late, or never went');
        return { location: withOutcome(returnTo, { error: 'expired' }) };
      }
      try {
        if (flow && flow.provider !== id) {
          throw new DeskError('unauthenticated', 'an answer of another provider than was asked');
        }
        const identity = await provider.complete({
          params,
          url,
          callbackUrl: at(id, 'callback'),
          ...(flow ? { memory: flow.memory } : {}),
        });
        const userId = await provision(provider.settings, identity, { make: !consents.asked });
        const arrival: Arrival = {
          provider: id,
          ...(userId === undefined ? { identity } : { userId }),
          returnTo,
          ...(flow ? { binding: flow.binding } : {}),
        };
        const code = await oneTime.issue(arrivalPurpose, { data: arrival, seconds: arrivalSeconds });
        return { location: withOutcome(returnTo, { code }) };
      } catch (err) {
        log.warn({ err, provider: id }, 'signing in through a provider failed');
        const isDenied = err instanceof DeskError && err.code === 'forbidden';
        return { location: withOutcome(returnTo, { error: isDenied ? 'denied' : 'failed' }) };
      }
    },

    async handOver({ userId, expiresAt }, returnTo) {
      const arrival: Arrival = {
        userId,
        returnTo: allowedReturn(returnTo, returnRules()),
        // Or a session could be renewed for ever by going to and fro.
        until: expiresAt.getTime(),
      };
      const code = await oneTime.issue(arrivalPurpose, { data: arrival, seconds: arrivalSeconds });
      return { location: withOutcome(arrival.returnTo, { code }) };
    },

    async exchange({ code, consent }, caller) {
      const refused = () => new DeskError('unauthenticated', 'a code that is unknown, used or over');
      const arrival = await oneTime.look<Arrival>(arrivalPurpose, code);
      if (!arrival) throw refused();
      const provider = arrival.provider === undefined ? undefined : providers.find(arrival.provider);
      if (arrival.provider !== undefined && !provider) throw refused();
      const { binding, returnTo, until } = arrival;
      if (binding !== undefined) {
        const secret = cookies.read(flowCookie, caller.headers);
        // Compared as hashes of 256 random bits: how long it takes tells nothing.
        if (secret === undefined || hash(secret) !== binding) {
          // Seen by somebody else, it is nobody's any more.
          await oneTime.take(arrivalPurpose, code);
          throw new DeskError('unauthenticated', 'a code of another browser');
        }
      }
      const agreed = await agreedTo(code, arrival, consent);
      // Of many at once, one goes on.
      if (!(await oneTime.take(arrivalPurpose, code))) throw refused();
      const { identity } = arrival;
      const userId =
        identity && provider
          ? await provision(provider.settings, identity, { make: true, agreed })
          : arrival.userId;
      if (userId === undefined) throw refused();
      if (agreed !== undefined) await consents.keep(userId, agreed);
      return admission.begin(userId, caller, {
        returnTo,
        ...(until === undefined ? {} : { until: new Date(until) }),
      });
    },

    async metadata(id) {
      const addressesHere = { callbackUrl: at(id, 'callback'), metadataUrl: at(id, 'metadata') };
      const description = found(id).metadata?.(addressesHere);
      if (description === undefined) {
        throw new DeskError('not-found', 'the provider needs no description of this side');
      }
      return description;
    },
  };
}

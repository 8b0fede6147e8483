import type { SamlIdp, SamlRequest } from './saml-idp.ts';
import { toBase64 } from './saml-idp.ts';

/** What a browser brings back from the provider. */
export interface Form {
  SAMLResponse?: string | string[];
  RelayState?: string;
  /** By the address instead of by POST. */
  inAddress?: boolean;
}

/** How an answer fared. The reason is known where the provider is asked directly. */
export type Outcome = { accepted: true; email?: string } | { accepted: false; reason?: string };

/** One portal with one identity provider, and somebody who wants in. */
export interface Stage {
  idp: SamlIdp;
  /** The same issuer, with a key the portal does not know. */
  stranger: SamlIdp;
  /** An address of a server that counts whoever asks it for something. */
  trap: string;
  /** Begins to sign in. */
  begin(): Promise<SamlRequest>;
  /** Comes back. */
  send(form: Form): Promise<Outcome>;
}

export interface Vector {
  name: string;
  /** The reason for which it is refused, and no other. */
  why: RegExp;
  attack(stage: Stage): Promise<Outcome>;
}

/** A vector that is one document, sent in answer to one request. */
export function documentVector(
  name: string,
  why: RegExp,
  write: (idp: SamlIdp, request: SamlRequest, stage: Stage) => string,
): Vector {
  return {
    name,
    why,
    async attack(stage) {
      const request = await stage.begin();
      return stage.send({
        SAMLResponse: toBase64(write(stage.idp, request, stage)),
        RelayState: request.relayState,
      });
    },
  };
}

/** A vector that is a form, made of what a good answer would be. */
export function formVector(
  name: string,
  why: RegExp,
  make: (xml: string, request: SamlRequest, stage: Stage) => Form | Promise<Form>,
): Vector {
  return {
    name,
    why,
    async attack(stage) {
      const request = await stage.begin();
      const xml = stage.idp.write(stage.idp.answer(request));
      return stage.send({ RelayState: request.relayState, ...(await make(xml, request, stage)) });
    },
  };
}

/** Replaces what must be there: a vector that changes nothing would be a good answer. */
export function replaced(xml: string, from: string | RegExp, to: string): string {
  const changed = xml.replace(from, () => to);
  if (changed === xml) throw new Error(`the vector found nothing to replace: ${String(from)}`);
  return changed;
}

import { PortalError } from '../api/errors.ts';

/**
 * A module that is loaded when it is first needed and then shared: what a page loads at once stays small. Where it is
 * bundled in anyway, `provide` hands it over and nothing is awaited.
 */
export class LazyModule<M> {
  /** The module, once it is here. */
  value: M | undefined;
  readonly #import: () => Promise<M>;
  #loading: Promise<M> | undefined;

  constructor(load: () => Promise<M>) {
    this.#import = load;
  }

  provide(module: M): void {
    this.value = module;
  }

  /** Rejects with `offline` where the file cannot be had; a later call tries again. */
  load(): Promise<M> {
    this.#loading ??= this.#import().then(
      (module) => (this.value = module),
      (cause: unknown) => {
        this.#loading = undefined;
        throw new PortalError('offline', 'a part of the page could not be loaded', { cause });
      },
    );
    return this.#loading;
  }
}

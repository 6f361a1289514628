export type ReloadResult = { readonly ok: true } | { readonly ok: false; readonly error: unknown };

/** A valid configuration with everything that it needs to take effect: one of the two functions is to be called. */
export interface Prepared {
  /** Takes effect. All checks were made before: a rejection is a fault of the program. */
  readonly commit: () => Promise<void>;
  /** Releases what was prepared. */
  readonly discard: () => Promise<void>;
}

export interface ReloaderOptions {
  /** Reads and prepares the configuration; its error rejects the whole reload. */
  readonly prepare: () => Promise<Prepared>;
  /** Called after each reload; the reload ends when it resolves. */
  readonly onResult: (result: ReloadResult) => Promise<void>;
  /** Called with an error of `onResult`. */
  readonly onError: (error: unknown) => void;
}

export interface Reloader {
  /** Loads and applies the configuration. An invalid one is a result, not a rejection. */
  readonly reload: () => Promise<ReloadResult>;
  /** Prevents further reloads, and resolves when the running one has ended. */
  readonly close: () => Promise<void>;
}

/**
 * Reloads in two phases, prepare and commit, one reload at a time. A call during a reload starts another one after it,
 * shared by all calls in the meantime: the file may have changed since the running reload read it.
 */
export function createReloader({ prepare, onResult, onError }: ReloaderOptions): Reloader {
  /** The last reload requested, started or not. Never rejects: the next one waits for it. */
  let last: Promise<unknown> = Promise.resolve();
  let pending: Promise<ReloadResult> | undefined;
  let closed = false;

  async function run(): Promise<ReloadResult> {
    const result = await attempt();
    try {
      await onResult(result);
    } catch (error) {
      onError(error);
    }
    return result;
  }

  async function attempt(): Promise<ReloadResult> {
    try {
      throwIfClosed();
      const prepared = await prepare();
      if (closed) await prepared.discard();
      throwIfClosed();
      await prepared.commit();
      return { ok: true };
    } catch (error) {
      return { ok: false, error };
    }
  }

  function throwIfClosed(): void {
    if (closed) throw new Error('configuration not reloaded: the exporter is stopping');
  }

  return {
    reload: () => {
      pending ??= last.then(() => {
        pending = undefined;
        return run();
      });
      last = pending;
      return pending;
    },
    close: async () => {
      closed = true;
      await last;
    },
  };
}

/**
 * Prepares several parts: all or none. They are committed in order; a failed commit does not prevent those after it.
 * @throws the error of the part that failed; the parts before it are discarded.
 */
export async function prepareAll(parts: readonly (() => Promise<Prepared>)[]): Promise<Prepared> {
  const prepared: Prepared[] = [];
  const discard = async () => void (await Promise.allSettled(prepared.map((each) => each.discard())));
  try {
    for (const part of parts) prepared.push(await part());
  } catch (error) {
    await discard();
    throw error;
  }
  return {
    discard,
    commit: async () => {
      const errors: unknown[] = [];
      for (const { commit } of prepared) await commit().catch((error: unknown) => errors.push(error));
      if (errors.length > 0) throw new AggregateError(errors, 'Failed to apply a prepared configuration');
    },
  };
}

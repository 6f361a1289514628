export type ReloadResult = { readonly ok: true } | { readonly ok: false; readonly error: unknown };

/** A valid configuration, and everything that it needs to take effect. Until one of the two is called it has no effect. */
export interface Prepared {
  /** Takes effect. Nothing is left that could be refused: a rejection is a fault of the program. */
  readonly commit: () => Promise<void>;
  /** Releases what was prepared. */
  readonly discard: () => Promise<void>;
}

export interface ReloaderOptions {
  /** Reads the configuration and prepares it; its error refuses the reload whole. */
  readonly prepare: () => Promise<Prepared>;
  /** Called after each reload, which is over when this has resolved. */
  readonly onResult: (result: ReloadResult) => Promise<void>;
  /** Called with an exception of `onResult`. */
  readonly onError: (error: unknown) => void;
}

export interface Reloader {
  /** Applies the configuration as it is now. An invalid one is a result, not a rejection. */
  readonly reload: () => Promise<ReloadResult>;
  /** Applies nothing more, and resolves when no reload is running. */
  readonly close: () => Promise<void>;
}

/**
 * Reloads in two phases, prepare and commit, one reload at a time. A caller during a running one gets one that starts
 * after it, shared with all callers in the meantime: the file may have changed since the running one read it.
 */
export function createReloader({ prepare, onResult, onError }: ReloaderOptions): Reloader {
  /** The last reload requested, begun or not. Never rejects: the next one waits for it. */
  let last: Promise<unknown> = Promise.resolve();
  let notBegun: Promise<ReloadResult> | undefined;
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
      refuseWhenClosed();
      const prepared = await prepare();
      if (closed) await prepared.discard();
      refuseWhenClosed();
      await prepared.commit();
      return { ok: true };
    } catch (error) {
      return { ok: false, error };
    }
  }

  function refuseWhenClosed(): void {
    if (closed) throw new Error('The exporter is stopping; the configuration is not reloaded');
  }

  return {
    reload: () => {
      notBegun ??= last.then(() => {
        notBegun = undefined;
        return run();
      });
      last = notBegun;
      return notBegun;
    },
    close: async () => {
      closed = true;
      await last;
    },
  };
}

/**
 * Prepares several parts of which each may fail: all or none. They are committed in their order; one that fails leaves
 * none out that comes after it.
 * @throws what a part was refused with; those before it are discarded.
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

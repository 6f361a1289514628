export type ReloadResult = { readonly ok: true } | { readonly ok: false; readonly error: unknown };

export interface ReloaderOptions<C> {
  /** Reads the configuration; its error refuses the reload whole. */
  readonly load: () => Promise<C>;
  /** Changes over to a configuration that is valid. */
  readonly apply: (config: C) => Promise<void>;
  /** Told of each reload that ended; must not throw. */
  readonly onResult: (result: ReloadResult) => void;
}

export interface Reloader {
  /** Loads and applies the configuration as it is now. An invalid one is a result, not a rejection. */
  readonly reload: () => Promise<ReloadResult>;
  /** Applies nothing more, and resolves when no reload is running. */
  readonly close: () => Promise<void>;
}

/**
 * Reloads, one at a time. Whoever asks while one is running gets one that starts after it, shared with all who asked in
 * the meantime: the file may have changed since the running one read it.
 */
export function createReloader<C>({ load, apply, onResult }: ReloaderOptions<C>): Reloader {
  /** The reload asked for last, begun or not. */
  let last: Promise<unknown> = Promise.resolve();
  let notBegun: Promise<ReloadResult> | undefined;
  let closed = false;

  async function run(): Promise<ReloadResult> {
    const result = await attempt();
    onResult(result);
    return result;
  }

  async function attempt(): Promise<ReloadResult> {
    try {
      refuseWhenClosed();
      const config = await load();
      refuseWhenClosed();
      await apply(config);
      return { ok: true };
    } catch (error) {
      return { ok: false, error };
    }
  }

  function refuseWhenClosed(): void {
    if (closed) throw new Error('The program is ending; the configuration is not reloaded');
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

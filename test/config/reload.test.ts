import { describe, expect, it } from 'vitest';
import { createReloader, prepareAll, type ReloadResult } from '../../src/config/index.ts';

interface Stage {
  readonly commit?: () => Promise<void>;
  readonly onResult?: (result: ReloadResult) => Promise<void>;
}

/** A reloader whose loading the test lets through step by step. */
function stage({ commit = async () => {}, onResult = async () => {} }: Stage = {}) {
  let file = 'first';
  let gate = Promise.withResolvers<void>();
  const loads: string[] = [];
  const applied: string[] = [];
  const discarded: string[] = [];
  const errors: unknown[] = [];
  const results: ReloadResult[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;
  const reloader = createReloader({
    prepare: async () => {
      atOnce++;
      mostAtOnce = Math.max(mostAtOnce, atOnce);
      const content = file;
      loads.push(content);
      try {
        await gate.promise;
        if (content === 'invalid') throw new Error('invalid file');
        return {
          commit: async () => {
            await commit();
            applied.push(content);
            atOnce--;
          },
          discard: async () => {
            discarded.push(content);
            atOnce--;
          },
        };
      } catch (error) {
        atOnce--;
        throw error;
      }
    },
    onResult: async (result) => {
      results.push(result);
      await onResult(result);
    },
    onError: (error) => errors.push(error),
  });
  return {
    reloader,
    loads,
    applied,
    discarded,
    errors,
    results,
    mostAtOnce: () => mostAtOnce,
    edit: (content: string) => {
      file = content;
    },
    open: () => {
      gate.resolve();
    },
    shut: () => {
      gate = Promise.withResolvers<void>();
    },
  };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('a reloader', () => {
  it('loads and applies a configuration, and reports the result', async () => {
    const { reloader, applied, results, open } = stage();
    open();
    expect(await reloader.reload()).toEqual({ ok: true });
    expect(applied).toEqual(['first']);
    expect(results).toEqual([{ ok: true }]);
  });

  it('changes nothing when the file is invalid, and reloads again afterwards', async () => {
    const { reloader, applied, results, edit, open } = stage();
    open();
    edit('invalid');
    expect(await reloader.reload()).toEqual({ ok: false, error: new Error('invalid file') });
    expect(applied).toEqual([]);
    edit('mended');
    await reloader.reload();
    expect(applied).toEqual(['mended']);
    expect(results.map(({ ok }) => ok)).toEqual([false, true]);
  });

  it('starts one more reload, shared by all calls, for calls during a reload', async () => {
    const { reloader, loads, applied, mostAtOnce, edit, open } = stage();
    const first = reloader.reload();
    await settled();
    edit('second');
    const second = reloader.reload();
    edit('third');
    const third = reloader.reload();
    await settled();
    expect(loads).toEqual(['first']);
    open();
    await Promise.all([first, second, third]);
    expect(loads).toEqual(['first', 'third']);
    expect(applied).toEqual(['first', 'third']);
    expect(mostAtOnce()).toBe(1);
  });

  it('never runs two reloads at once, even when called as one ends', async () => {
    const { reloader, mostAtOnce, open } = stage();
    open();
    const first = reloader.reload();
    const again = first.then(() => reloader.reload());
    await settled();
    const others = [reloader.reload(), reloader.reload().then(() => reloader.reload())];
    await Promise.all([first, again, ...others]);
    expect(mostAtOnce()).toBe(1);
  });

  it('reports a fault of the commit', async () => {
    const { reloader, open } = stage({
      commit: async () => {
        throw new Error('no');
      },
    });
    open();
    expect(await reloader.reload()).toEqual({ ok: false, error: new Error('no') });
  });

  it('reloads again after its result could not be recorded', async () => {
    const { reloader, applied, errors, open } = stage({
      onResult: async () => {
        throw new Error('the log is full');
      },
    });
    open();
    expect(await reloader.reload()).toEqual({ ok: true });
    expect(await reloader.reload()).toEqual({ ok: true });
    expect(applied).toEqual(['first', 'first']);
    expect(errors).toEqual([new Error('the log is full'), new Error('the log is full')]);
  });

  it('applies nothing once it is closed, and closes when the running reload has ended', async () => {
    const { reloader, loads, applied, discarded, open } = stage();
    const running = reloader.reload();
    await settled();
    const closing = reloader.close();
    open();
    await closing;
    expect((await running).ok).toBe(false);
    expect((await reloader.reload()).ok).toBe(false);
    expect(loads).toEqual(['first']);
    expect(applied).toEqual([]);
    expect(discarded).toEqual(['first']);
  });
});

describe('what is prepared in parts', () => {
  function partsOf(broken?: 'prepare' | 'commit') {
    const calls: string[] = [];
    const part = (name: string) => async () => {
      if (name === 'second' && broken === 'prepare') throw new Error('cannot be prepared');
      return {
        commit: async () => {
          if (name === 'second' && broken === 'commit') throw new Error('fault');
          calls.push(`commit ${name}`);
        },
        discard: async () => void calls.push(`discard ${name}`),
      };
    };
    return { calls, prepared: prepareAll([part('first'), part('second'), part('third')]) };
  }

  it('commits prepared parts in order', async () => {
    const { calls, prepared } = partsOf();
    await (await prepared).commit();
    expect(calls).toEqual(['commit first', 'commit second', 'commit third']);
  });

  it('discards prepared parts when one part fails', async () => {
    const { calls, prepared } = partsOf('prepare');
    await expect(prepared).rejects.toThrow('cannot be prepared');
    expect(calls).toEqual(['discard first']);
  });

  it('commits the other parts when the commit of one fails', async () => {
    const { calls, prepared } = partsOf('commit');
    await expect((await prepared).commit()).rejects.toMatchObject({ errors: [new Error('fault')] });
    expect(calls).toEqual(['commit first', 'commit third']);
  });
});

import { startLocalPredictor } from './local-predictor.ts';
import { type PredictorThread, startPredictorThread, type ThreadOptions } from './predictor-thread.ts';

export interface GrowingPredictor extends PredictorThread {
  /** Moves to a thread when so many queues are too many for this one. */
  readonly fit: (queues: number) => void;
}

export interface GrowingOptions extends ThreadOptions {
  /** Queues and media that are predicted in the calling thread; 0: always in a thread of its own. */
  readonly maxLocalQueues: number;
}

/**
 * Queues and media up to which a thread of its own, of 20 MiB, is not worth it: predicting them takes some 50 ms of CPU a
 * poll, in slices.
 */
export const MAX_LOCAL_QUEUES = 1_000;

/**
 * The predictor, in the calling thread while there are few queues, and then in a thread of its own, with everything it
 * remembers. It does not move back.
 */
export function startGrowingPredictor({ maxLocalQueues, ...options }: GrowingOptions): GrowingPredictor {
  const { log, prepare, onStatus } = options;
  let thread: PredictorThread | undefined;
  let isThreadKnown = false;
  const local =
    maxLocalQueues > 0
      ? startLocalPredictor({ log, prepare, onUp: () => !thread && onStatus('up') })
      : undefined;
  if (!local) move();

  function move(): void {
    // Taken once: a thread that fails later begins with the saved state.
    let memory = local?.send({ type: 'memory' });
    thread = startPredictorThread({
      ...options,
      prepare: async (send) => {
        const moved = await memory;
        memory = undefined;
        const isAdopted = moved && (await send({ type: 'adopt', memory: moved }));
        if (!isAdopted) await prepare(send);
      },
      onStatus: (status) => {
        isThreadKnown = true;
        onStatus(status);
      },
    });
  }

  /** Until the thread has started, the local predictor still explains. */
  const current = () => (isThreadKnown || !local ? thread : local);
  return {
    fit: (queues) => {
      if (!thread && queues > maxLocalQueues) move();
    },
    send: async (request, deadlineMs) => current()?.send(request, deadlineMs),
    status: () => (thread ?? local)?.status() ?? 'starting',
    end: async () => {
      await Promise.all([local?.end(), thread?.end()]);
      onStatus('down');
    },
  };
}

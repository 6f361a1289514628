import type { RequestBody, RequestType, ResponseValues } from './messages.ts';
import { FAILURES, type PredictionLog, type PredictorThread, type SendRequest } from './predictor-thread.ts';
import { createResponder } from './respond.ts';

/** Longest time that predicting delays other work of this thread, in milliseconds. */
const SLICE_MS = 2;

/** The predictor in the calling thread, behind the interface of {@link PredictorThread}. It is up once it is prepared. */
export function startLocalPredictor({
  log,
  prepare,
  onUp,
}: {
  readonly log: PredictionLog;
  readonly prepare: (send: SendRequest) => Promise<void>;
  readonly onUp: () => void;
}): PredictorThread {
  const respondTo = createResponder(SLICE_MS);
  let status: ReturnType<PredictorThread['status']> = 'starting';
  let lastId = 0;

  const send: SendRequest = async <Type extends RequestType>(request: RequestBody<Type>) => {
    if (status === 'down') return undefined;
    const { type, value, problem } = await respondTo({ ...request, id: ++lastId } as Parameters<
      typeof respondTo
    >[0]);
    if (problem) log.error({ problem }, FAILURES[type]);
    return value as ResponseValues[Type] | undefined;
  };

  void prepare(send).then(() => {
    if (status === 'down') return;
    status = 'up';
    onUp();
  });
  return {
    send,
    status: () => status,
    end: async () => {
      status = 'down';
    },
  };
}

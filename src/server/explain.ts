import type { RequestHandler, Response } from 'express';
import { countedOutcomes, type Explanation, type QueueName } from '../prediction/index.ts';
import type { QueueView, TenantSnapshot } from '../signals/index.ts';
import { horizonsJson, staffingJson, totalsJson, windowJson } from './queues-json.ts';

/** Returns the explanation of a queue's last prediction; undefined when it has none. */
export type Explain = (queue: QueueName) => Promise<Explanation | undefined>;

const NOT_PREDICTED =
  'Not predicted: the numbers of waiting contacts and busy agents are not reported by the platform, or not polled yet.';

/** `/api/v1/queues/{tenant}/{id}/explain?media=`: inputs and result of a queue's prediction. */
export function explainRoute(
  tenants: (response: Response) => readonly TenantSnapshot[],
  explain: Explain,
): RequestHandler {
  return async (request, response) => {
    const tenant = String(request.params.tenant);
    const id = String(request.params.id);
    const { media } = request.query;
    const views = (tenants(response).find((each) => each.tenant.name === tenant)?.queues ?? []).filter(
      ({ facts }) => facts.id === id && (media === undefined || facts.media === media),
    );
    response.set('cache-control', 'no-store');
    if (views.length === 0) {
      response.status(404).json({ error: 'Queue not found' });
      return;
    }
    const explained = views.map(async (view) => {
      const explanation = await explain({ tenant, queueId: id, media: view.facts.media });
      return explanationJson(view, explanation);
    });
    response.json({ tenant, queue_id: id, predictions: await Promise.all(explained) });
  };
}

function explanationJson(view: QueueView, explanation: Explanation | undefined) {
  const { facts, policy, signals } = view;
  return {
    queue: facts.name,
    media: facts.media,
    target: policy.target,
    threshold_seconds: policy.thresholdSeconds,
    window_seconds: policy.windowSeconds,
    abandons: policy.abandons ?? 'count',
    horizon_seconds: policy.horizonSeconds,
    methods: signals.predictions,
    horizons: horizonsJson(view),
    reason: explanation?.reason ?? NOT_PREDICTED,
    ...(explanation && detailsJson(explanation)),
  };
}

function detailsJson(explanation: Explanation) {
  const { observation, window, estimates, curve, course, agentsNeeded, staffing, agentsShort } = explanation;
  return {
    more_agents_needed: agentsNeeded,
    agents_required: staffing?.agentsRequired,
    agents_short: agentsShort,
    ...staffingJson(staffing),
    inputs: {
      at: observation.at,
      waiting: observation.waiting,
      oldest_wait_seconds: observation.oldestWaitSeconds,
      agents: observation.agents,
      totals: observation.totals && totalsJson(observation.totals),
      window_counts: observation.window && windowJson(observation.window),
    },
    window: {
      ended: window.completed,
      counted: countedOutcomes(window, observation.policy.abandons),
      in_time: window.answeredWithinThreshold,
      abandoned: window.abandoned,
    },
    estimates: {
      polls: estimates.polls,
      outcomes_from: estimates.source,
      arrivals_per_hour: estimates.arrivalsPerHour,
      arrivals_uncertainty: estimates.arrivalsUncertainty,
      handling_seconds: estimates.handlingSeconds,
      handling_samples: estimates.handlingSamples,
      patience_seconds: estimates.patienceSeconds,
      patience_samples: estimates.patienceSamples,
      agents_serving: estimates.agentsServing,
      own_share: estimates.ownShare,
    },
    curve,
    course,
  };
}

import { uuidFrom } from '../../src/simulator/engine/load/random.ts';
import { startSimulator } from '../../src/simulator/index.ts';
import { presetCentre } from '../../src/simulator/presets/index.ts';

/**
 * The simulator with one large contact centre behind each API: copies of a small one. Prints the tenants' entries of an
 * exporter's configuration as JSON. Arguments: queues, `still` or `moving`, seconds that every answer takes longer,
 * names of APIs.
 */

const [queues = '1000', pace = 'moving', delay = '0', ...apis] = process.argv.slice(2);
const PLATFORMS: Readonly<Record<string, 'cxone' | 'genesys'>> = {
  v2: 'cxone',
  acd: 'cxone',
  details: 'genesys',
  observations: 'genesys',
};
/** Nothing is to be refused: what is measured is the exporter. */
const REQUESTS_PER_MINUTE = 1_000_000;

type Centre = ReturnType<typeof presetCentre>;

function copies(sketch: Centre, count: number): Centre {
  const { queues: own, agents } = sketch;
  const copyId = (id: string, copy: number) => (copy === 0 ? id : uuidFrom(copy, 'copy', id));
  return {
    ...sketch,
    queues: Array.from({ length: count }, (_, index) => {
      const original = own[index % own.length]!;
      const copy = Math.floor(index / own.length);
      return { ...original, id: copyId(original.id, copy), name: `${original.name} ${index}` };
    }),
    agents,
  };
}

const simulator = await startSimulator({
  tenants: apis.map((api) => ({
    name: api,
    platform: PLATFORMS[api] ?? 'genesys',
    api,
    centre: copies(presetCentre('globex', 1), Number(queues)),
    requestsPerMinute: REQUESTS_PER_MINUTE,
  })),
  timeFactor: pace === 'still' ? 0 : 1,
  warmUpSeconds: 1800,
});
for (const tenant of simulator.tenants) {
  tenant.centre();
  if (Number(delay) > 0) tenant.addFault({ kind: 'slow', delaySeconds: Number(delay) });
}
process.stdout.write(
  `${JSON.stringify(simulator.tenants.map(({ exporterSettings }) => exporterSettings))}\n`,
);
process.stdin.on('end', () => void simulator.close()).resume();

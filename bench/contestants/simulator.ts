import { uuidFrom } from '../../src/simulator/engine/load/random.ts';
import { startSimulator, VENDOR_APIS } from '../../src/simulator/index.ts';
import { presetCentre } from '../../src/simulator/presets/index.ts';

/**
 * The simulator with one large contact centre behind each API: copies of a small one. Prints the tenants' part of an
 * exporter's configuration as JSON. Arguments: number of queues, `still` or `moving`, extra seconds per response,
 * names of APIs; one that is repeated is served for as many tenants.
 */

const [queues = '1000', pace = 'moving', delay = '0', ...apis] = process.argv.slice(2);
/** High enough that no request is rejected: the exporter is what the benchmark measures. */
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
  tenants: apis.map((api, index) => ({
    name: apis.indexOf(api) === index ? api : `${api}-${index}`,
    platform: VENDOR_APIS.find((each) => each.api === api)?.platform ?? '',
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

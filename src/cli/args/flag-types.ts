import { parseDuration } from '../../domain/index.ts';
import { InvalidValueError } from './errors.ts';

/** Type of a flag's value: its notation and its parser. */
export interface FlagType<T> {
  /** Placeholder of the value in the help. */
  readonly valueName: string;
  /** @throws InvalidValueError */
  readonly parse: (text: string) => T;
}

export function text(valueName: string): FlagType<string> {
  return {
    valueName,
    parse: (given) => {
      if (given === '') throw new InvalidValueError('must not be empty');
      return given;
    },
  };
}

export const file = text('FILE');

export function choice<const T extends string>(...choices: readonly T[]): FlagType<T> {
  return {
    valueName: choices.join('|'),
    parse: (given) => {
      const chosen = choices.find((each) => each === given);
      if (chosen === undefined) throw new InvalidValueError(`must be one of ${choices.join(', ')}`);
      return chosen;
    },
  };
}

export const wholeNumber = wholeNumberFrom(0);
export const positiveWholeNumber = wholeNumberFrom(1);

function wholeNumberFrom(lowest: number): FlagType<number> {
  return {
    valueName: 'N',
    parse: (given) => {
      const value = Number(given);
      if (!/^\d+$/.test(given) || !Number.isSafeInteger(value) || value < lowest) {
        throw new InvalidValueError(`must be a whole number, ${lowest} or more`);
      }
      return value;
    },
  };
}

export const positiveNumber: FlagType<number> = {
  valueName: 'N',
  parse: (given) => {
    const value = Number(given);
    if (!/^\d+(\.\d+)?$/.test(given) || !(value > 0)) throw new InvalidValueError('must be a number above 0');
    return value;
  },
};

export const ratio: FlagType<number> = {
  valueName: 'RATIO',
  parse: (given) => {
    const value = Number(given);
    if (!/^[\d.]+$/.test(given) || !(value >= 0 && value <= 1))
      throw new InvalidValueError('must be between 0 and 1');
    return value;
  },
};

/** A number from 0, or the name of a pod of a StatefulSet, which ends with its ordinal: `exporter-2`. */
export const ordinal: FlagType<number> = {
  valueName: 'N|POD',
  parse: (given) => {
    const value = Number(/^(?:.+-)?(\d+)$/.exec(given)?.[1] ?? Number.NaN);
    if (!Number.isSafeInteger(value))
      throw new InvalidValueError('must be a number from 0, or a pod name that ends with one');
    return value;
  },
};

/** In seconds. */
export const duration: FlagType<number> = {
  valueName: 'DURATION',
  parse: (given) => {
    const seconds = parseDuration(given);
    if (seconds === undefined || seconds <= 0) {
      throw new InvalidValueError('must be a duration above 0 with its unit, such as 15s or 1h30m');
    }
    return seconds;
  },
};

/** In seconds, a multiple of 60. */
export const minutes: FlagType<number> = {
  valueName: 'DURATION',
  parse: (given) => {
    const seconds = duration.parse(given);
    if (seconds % 60 !== 0) throw new InvalidValueError('must be whole minutes, such as 15m');
    return seconds;
  },
};

/** Longest period of an agent's history that a platform returns in one response. */
const MAX_HOURS = 31 * 24;

/** A number of hours, in seconds. */
export const hours: FlagType<number> = {
  valueName: 'N',
  parse: (given) => {
    const value = positiveNumber.parse(given);
    if (value > MAX_HOURS) throw new InvalidValueError(`must be at most ${MAX_HOURS}`);
    return Math.round(value * 3600);
  },
};

/** A listen address. */
export interface Address {
  /** Absent listens on every interface. */
  readonly host?: string;
  readonly port: number;
}

const ADDRESS = /^(?:\[(?<ipv6>[0-9A-Fa-f:.%\w]+)\]|(?<host>[^:[\]/\s]*)):(?<port>\d{1,5})$/;
export const MAX_PORT = 65_535;

/** `host:port`, `:port` or `[::1]:port`. */
export const address: FlagType<Address> = {
  valueName: 'HOST:PORT',
  parse: (text) => {
    const { ipv6, host, port } = ADDRESS.exec(text)?.groups ?? {};
    if (port === undefined || Number(port) > MAX_PORT) {
      throw new InvalidValueError(
        'must be host:port or :port, such as :10980, 127.0.0.1:10980 or [::1]:10980',
      );
    }
    const name = ipv6 ?? host;
    return name ? { host: name, port: Number(port) } : { port: Number(port) };
  },
};

/** Paths that the server uses itself. */
const RESERVED = /^\/(?:-|api|config|debug|probe|wallboard)(?:\/|$)/i;

/** Path of a page of the server. */
export const urlPath: FlagType<string> = {
  valueName: 'PATH',
  parse: (given) => {
    if (!/^\/[\w.~/-]+$/.test(given)) throw new InvalidValueError('must be a path such as /metrics');
    if (RESERVED.test(given))
      throw new InvalidValueError('must be a path that the exporter does not use itself');
    return given;
  },
};

/** Path below which the server serves everything: `/calls`, or empty for the root. */
export const routePrefix: FlagType<string> = {
  valueName: 'PATH',
  parse: (given) => {
    if (!/^\/[\w.~/-]*$/.test(given) || given.includes('//'))
      throw new InvalidValueError('must be a path such as /calls, or / for none');
    return given.replace(/\/$/, '');
  },
};

/** An http or https URL without user, query and fragment. */
export const httpUrl: FlagType<URL> = {
  valueName: 'URL',
  parse: (given) => {
    const url = URL.parse(given);
    const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:';
    if (!url || !isHttp || url.username !== '' || url.search !== '' || url.hash !== '')
      throw new InvalidValueError('must be a URL such as https://monitoring.example.com/calls/');
    return url;
  },
};

import { parseDuration } from '../../domain/index.ts';

/** What a flag's value may be, and what it is read as. */
export interface Kind<T> {
  /** What stands for the value in the help. */
  readonly valueName: string;
  /** @throws InvalidValueError */
  readonly parse: (text: string) => T;
}

/** The message goes on from the flag's name: "must be ...". */
export class InvalidValueError extends Error {
  override readonly name = 'InvalidValueError';
}

export function text(valueName: string): Kind<string> {
  return {
    valueName,
    parse: (given) => {
      if (given === '') throw new InvalidValueError('must not be empty');
      return given;
    },
  };
}

export const file = text('FILE');

export function choice<const T extends string>(...choices: readonly T[]): Kind<T> {
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

function wholeNumberFrom(lowest: number): Kind<number> {
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

export const positiveNumber: Kind<number> = {
  valueName: 'N',
  parse: (given) => {
    const value = Number(given);
    if (!/^\d+(\.\d+)?$/.test(given) || !(value > 0)) throw new InvalidValueError('must be a number above 0');
    return value;
  },
};

export const ratio: Kind<number> = {
  valueName: 'RATIO',
  parse: (given) => {
    const value = Number(given);
    if (!/^[\d.]+$/.test(given) || !(value >= 0 && value <= 1))
      throw new InvalidValueError('must be between 0 and 1');
    return value;
  },
};

/** In seconds. */
export const duration: Kind<number> = {
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
export const minutes: Kind<number> = {
  valueName: 'DURATION',
  parse: (given) => {
    const seconds = duration.parse(given);
    if (seconds % 60 !== 0) throw new InvalidValueError('must be whole minutes, such as 15m');
    return seconds;
  },
};

/** The longest period that a platform tells of an agent in one answer. */
const MAX_HOURS = 31 * 24;

/** A number of hours, in seconds. */
export const hours: Kind<number> = {
  valueName: 'N',
  parse: (given) => {
    const value = positiveNumber.parse(given);
    if (value > MAX_HOURS) throw new InvalidValueError(`must be at most ${MAX_HOURS}`);
    return Math.round(value * 3600);
  },
};

export interface Address {
  /** Absent means every interface. */
  readonly host?: string;
  readonly port: number;
}

const ADDRESS = /^(?:\[(?<ipv6>[0-9A-Fa-f:.%\w]+)\]|(?<host>[^:[\]/\s]*)):(?<port>\d{1,5})$/;
export const MAX_PORT = 65_535;

/** `host:port`, `:port` or `[::1]:port`. */
export const address: Kind<Address> = {
  valueName: 'HOST:PORT',
  parse: (given) => {
    const { ipv6, host, port } = ADDRESS.exec(given)?.groups ?? {};
    if (port === undefined || Number(port) > MAX_PORT) {
      throw new InvalidValueError(
        'must be host:port or :port, such as :10980, 127.0.0.1:10980 or [::1]:10980',
      );
    }
    return { host: ipv6 ?? (host || undefined), port: Number(port) };
  },
};

/** What the server has at paths of its own. */
const TAKEN = /^\/(?:-|api|probe|wallboard)(?:\/|$)/i;

/** Where something is served, below the server's root. */
export const urlPath: Kind<string> = {
  valueName: 'PATH',
  parse: (given) => {
    if (!/^\/[\w.~/-]+$/.test(given)) throw new InvalidValueError('must be a path such as /metrics');
    if (TAKEN.test(given)) throw new InvalidValueError('must be a path that nothing else is served at');
    return given;
  },
};

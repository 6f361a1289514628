export { abortAfter, deadlineOf, withDeadline } from './deadline.ts';
export { DIAL_OPTIONS } from './dial.ts';
export { guarded } from './guarded.ts';
export { canWait, isTimeout, sleep, whileAlive, withTimeout } from './wait.ts';

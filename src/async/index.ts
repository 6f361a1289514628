export { abortAfter, deadlineOf, withDeadline } from './deadline.ts';
export { DIAL_OPTIONS } from './dial.ts';
export { guarded } from './guarded.ts';
export { abortable, canWait, isTimeout, sleep, withTimeout } from './wait.ts';

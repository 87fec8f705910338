/** Calls `action` every so many milliseconds until the returned function is called. */
export type Every = (milliseconds: number, action: () => void) => () => void;

/** Timers that do not keep the process alive. */
export const everyInterval: Every = (milliseconds, action) => {
  const timer = setInterval(action, milliseconds).unref();
  return () => clearInterval(timer);
};

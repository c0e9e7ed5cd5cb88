// node healthcheck.mjs [live|ready]: ends with 0 when the service in this container answers 200, with 1 otherwise.
const [, , which = 'live'] = process.argv;
const response = await fetch(`http://127.0.0.1:${process.env.PORT || 3000}/health/${which}`).catch(
  () => undefined,
);
process.exit(response?.ok ? 0 : 1);

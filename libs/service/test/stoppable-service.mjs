// A service to be stopped by signals; run as a process of its own, on what `tools/build.mjs` built. Plain JavaScript,
// so its decorators are called as functions.
import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { createLogger, runUntilSignal, startService, startUntilSignal } from '#service';

class StoppableController {
  /** Ends only after the signal has come. */
  slow() {
    process.send('asked');
    return new Promise((resolve) => process.once('SIGTERM', () => setTimeout(resolve, 200, 'finished')));
  }

  hang() {
    process.send('asked');
    return new Promise(() => {});
  }

  forget() {
    void Promise.reject(new Error('nobody looks at this'));
    return 'forgotten';
  }
}

Controller()(StoppableController);
for (const name of ['slow', 'hang', 'forget']) {
  Get(name)(
    StoppableController.prototype,
    name,
    Object.getOwnPropertyDescriptor(StoppableController.prototype, name),
  );
}

class StoppableModule {}
Module({ controllers: [StoppableController] })(StoppableModule);

const logger = createLogger({ service: 'stoppable', level: 'info' });
const service = await startUntilSignal(start);
const drain = () => service.drain(Number(process.env.DRAIN_MS ?? 0));
runUntilSignal({ drain, stop: () => service.stop() }, logger);
process.send(service.url);

function start() {
  if (process.env.START === 'never') {
    process.send('starting');
    return new Promise(() => setInterval(() => {}, 1_000));
  }
  const [httpPort, host] = [0, '127.0.0.1'];
  return startService({ service: 'stoppable', module: StoppableModule, httpPort, host, logger });
}

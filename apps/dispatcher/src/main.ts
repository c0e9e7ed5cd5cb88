import { runService } from '#service';
import { dispatcherConfig } from './dispatcher.config.js';
import { DispatcherModule } from './dispatcher.module.js';

await runService({ service: 'dispatcher', schema: dispatcherConfig, module: DispatcherModule });

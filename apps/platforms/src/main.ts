import { runService } from '#service';
import { platformsConfig } from './platforms.config.js';
import { PlatformsModule } from './platforms.module.js';

await runService({ service: 'platforms', schema: platformsConfig, module: PlatformsModule });

import { runService, serviceConfig } from '#service';
import { EnrollmentModule } from './enrollment.module.js';

await runService({ service: 'enrollment', schema: serviceConfig('enrollment'), module: EnrollmentModule });

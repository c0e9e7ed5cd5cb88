import { OpenPixelController } from './open-pixel.controller.js';
import { RecordOpen } from './record-open.js';

export const controllers = [OpenPixelController];
export const providers = [RecordOpen];

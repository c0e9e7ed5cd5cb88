import { BulkUpload } from './bulk-upload.js';
import { ContactsController } from './contacts.controller.js';

export const controllers = [ContactsController];
export const providers = [BulkUpload];

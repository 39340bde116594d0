export { alertJobs } from './alerts.jobs.ts';
export { createVehicleAlerts } from './alerts.service.ts';
export type { VehicleAlerts } from './alerts.service.ts';
export { alertsPersonalData } from './personal-data.ts';

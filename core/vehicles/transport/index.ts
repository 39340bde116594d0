export { createVehicleExport, exportOrders } from './export.ts';
export type { VehicleExport } from './export.ts';
export { importModel, toImport } from './import.model.ts';
export type { VehicleImport } from './import.model.ts';
export { importLimits, importModes, importStates } from './import.states.ts';
export { importJobs } from './imports.jobs.ts';
export { createVehicleImports } from './imports.service.ts';
export type { VehicleImports } from './imports.service.ts';
export { importsPersonalData } from './personal-data.ts';

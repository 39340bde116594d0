export { vehicleCategories, vehicleColours, vehicleModel, toVehicle } from './vehicle.model.ts';
export type { Vehicle, VehicleCategory, VehicleColour, VehicleRecord } from './vehicle.model.ts';
export { createVehicles, toPublicCard } from './vehicle.service.ts';
export type { PublicCard, VehicleService } from './vehicle.service.ts';
export { createVehicleRegistry } from './vehicle.registry.ts';
export type { NewVehicle, VehicleChange, VehicleRegistry } from './vehicle.registry.ts';
export { vehiclesPersonalData } from './personal-data.ts';

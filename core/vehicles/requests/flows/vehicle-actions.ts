import type { Vehicle } from '../../vehicle.model.ts';

export interface VehicleAction {
  readonly value: string;
  /** Locale key. */
  readonly label: string;
  /** The dialog that does it; it comes back to the vehicle. */
  readonly run: { readonly run: string; readonly at?: string; readonly with: Record<string, unknown> };
}

/** What owners can do with their vehicle; a new service is a line here. */
export const vehicleActions = ({ id: vehicleId, country, plate, stolen }: Vehicle): readonly VehicleAction[] => [
  { value: 'fines', label: 'vehicles:check.fines', run: { run: 'fines', at: 'list', with: { country, plate } } },
  { value: 'change', label: 'requests:card.change', run: { run: 'propose-change', with: { vehicleId } } },
  { value: 'looked', label: 'vehicles:looked.menu', run: { run: 'who-looked', with: { vehicleId } } },
  ...(stolen
    ? []
    : [
        { value: 'transfer', label: 'ownership:transfer.entry', run: { run: 'transfer-vehicle', with: { vehicleId } } },
      ]),
  {
    value: 'stolen',
    label: stolen ? 'ownership:theft.found' : 'ownership:theft.entry',
    run: { run: 'report-stolen', with: { vehicleId } },
  },
  { value: 'papers', label: 'papers:mine.menu', run: { run: 'my-papers', with: { vehicleId } } },
];

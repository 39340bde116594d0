import { bindFlow } from '../dialog/index.ts';
import type { BoundFlow } from '../dialog/index.ts';
import { bookAppointment, type BookAppointmentDeps } from './flows/book-appointment.ts';
import { branchAppointments, type BranchAppointmentsDeps } from './flows/branch-appointments.ts';
import { myAppointments, type MyAppointmentsDeps } from './flows/my-appointments.ts';

export const appointmentsDialogs = (
  services: BookAppointmentDeps & MyAppointmentsDeps & BranchAppointmentsDeps,
): readonly BoundFlow[] => [
  bindFlow(bookAppointment, services),
  bindFlow(myAppointments, services),
  bindFlow(branchAppointments, services),
];

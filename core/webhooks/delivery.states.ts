export const deliveryStates = ['waiting', 'delivered', 'dead'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** from -> to: who. What is being sent still waits: only the answer counts. */
export const deliveryTransitions: Readonly<Record<DeliveryState, Readonly<Partial<Record<DeliveryState, string>>>>> = {
  waiting: { delivered: 'the sender', dead: 'the sender, out of tries' },
  delivered: {},
  dead: { waiting: 'an administrator' },
};

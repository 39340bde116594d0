// @ts-check

/** @type {AudioContext | undefined} */
let context;

/** Whether something can be heard; most browsers want somebody to press something first. */
export const isAudible = () => context?.state === 'running';

/** Tries to be heard; without a press it works only where the television allows it. */
export async function makeAudible() {
  if (typeof AudioContext === 'undefined') return false;
  context ??= new AudioContext();
  // A browser that waits for a press does not answer before it.
  await Promise.race([context.resume(), new Promise((resolve) => setTimeout(resolve, 300))]).catch(() => undefined);
  return isAudible();
}

/** @param {AudioContext} on @param {number} hertz @param {number} at in seconds */
function tone(on, hertz, at) {
  const voice = on.createOscillator();
  const loudness = on.createGain();
  voice.type = 'triangle';
  voice.frequency.value = hertz;
  loudness.gain.setValueAtTime(0, at);
  loudness.gain.linearRampToValueAtTime(0.5, at + 0.02);
  loudness.gain.exponentialRampToValueAtTime(0.001, at + 1.1);
  voice.connect(loudness).connect(on.destination);
  voice.start(at);
  voice.stop(at + 1.15);
}

/** Three falling tones. */
export function chime() {
  if (!context || !isAudible()) return;
  const now = context.currentTime;
  [784, 659, 523].forEach((hertz, nth) => context && tone(context, hertz, now + nth * 0.28));
}

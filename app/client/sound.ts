/** Short tones, made when they are needed: nothing is loaded, and nothing sounds that was not turned on. */
import type { Panel } from "../../game/protocol.ts";

export type Sound = "call" | "fight" | "danger";

/** Hertz, one after another. */
const TONES: Record<Sound, readonly number[]> = {
  call: [660, 880],
  fight: [330, 440],
  danger: [220, 220, 220],
};
const TONE_SECONDS = 0.12;
const LOUDNESS = 0.15;
const SILENCE = 0.0001;
/** Below this share of health the danger is told once. */
const LOW_HEALTH = 0.3;

export function startSounds(isOn: () => boolean) {
  let context: AudioContext | undefined;
  const play = (sound: Sound) => {
    context ??= new AudioContext();
    // A browser lets a page sound only after its reader did something on it.
    if (context.state === "suspended") void context.resume();
    TONES[sound].forEach((hertz, at) => {
      tone(context as AudioContext, hertz, at * TONE_SECONDS);
    });
  };
  const watch = watchPanels();
  return {
    play,
    /** Somebody speaks to the player alone. */
    heard: (room: string) => isOn() && room.startsWith("to:") && play("call"),
    take(panels: readonly Panel[]) {
      for (const sound of watch(panels)) if (isOn()) play(sound);
    },
  };
}

function tone(context: AudioContext, hertz: number, after: number): void {
  const oscillator = context.createOscillator();
  const loudness = context.createGain();
  const start = context.currentTime + after;
  oscillator.frequency.value = hertz;
  loudness.gain.setValueAtTime(LOUDNESS, start);
  loudness.gain.exponentialRampToValueAtTime(SILENCE, start + TONE_SECONDS);
  oscillator.connect(loudness).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(start + TONE_SECONDS);
}

/** Which sounds a change of the panels makes: a fight begins, health runs low. */
export function watchPanels(): (panels: readonly Panel[]) => Sound[] {
  let fighting: boolean | undefined;
  let low: boolean | undefined;
  return (panels) => {
    const sounds: Sound[] = [];
    for (const panel of panels) {
      if (panel.kind === "target") {
        const now = panel.beasts.length > 0;
        if (fighting === false && now) sounds.push("fight");
        fighting = now;
      }
      if (panel.kind === "vitals") {
        const now = panel.hp < panel.maxHp * LOW_HEALTH;
        if (low === false && now) sounds.push("danger");
        low = now;
      }
    }
    return sounds;
  };
}

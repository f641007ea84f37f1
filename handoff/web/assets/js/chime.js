// Two soft tones, rising for what waits, falling for what is answered. Browsers stay silent until the page was touched once.
const TONES = { waiting: [523, 659], assignment: [523, 784], transfer: [587, 880], mention: [698, 698], callback_due: [440, 587], failure: [523, 415] }
const ANSWER = [659, 523]
const LENGTH = 0.14

let context

export function chime(kind) {
  context ??= new AudioContext()
  if (context.state === "suspended") context.resume()
  const tones = TONES[kind] ?? ANSWER
  tones.forEach((frequency, index) => tone(frequency, context.currentTime + index * LENGTH))
}

function tone(frequency, start) {
  const oscillator = context.createOscillator()
  const volume = context.createGain()
  oscillator.frequency.value = frequency
  volume.gain.setValueAtTime(0, start)
  volume.gain.linearRampToValueAtTime(0.08, start + 0.02)
  volume.gain.linearRampToValueAtTime(0, start + LENGTH)
  oscillator.connect(volume).connect(context.destination)
  oscillator.start(start)
  oscillator.stop(start + LENGTH)
}

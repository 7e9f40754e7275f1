/**
 * The AudioSet ontology (Gemmeke et al. 2017) as far as YAMNet has its classes. The class map lists every class
 * directly before the ones below it, so a class and the last one below it say where its part of the tree ends.
 */
const SUBTREES: Readonly<Record<string, string>> = {
  Speech: 'Speech synthesizer',
  Shout: 'Children shouting',
  Laughter: 'Chuckle, chortle',
  'Crying, sobbing': 'Wail, moan',
  Singing: 'Rapping',
  Chant: 'Mantra',
  Breathing: 'Snort',
  Cough: 'Throat clearing',
  Hands: 'Clapping',
  'Heart sounds, heartbeat': 'Heart murmur',
  Animal: 'Whale vocalization',
  'Domestic animals, pets': 'Caterwaul',
  Dog: 'Whimper (dog)',
  Cat: 'Caterwaul',
  'Livestock, farm animals, working animals': 'Honk',
  Horse: 'Neigh, whinny',
  'Cattle, bovinae': 'Cowbell',
  Pig: 'Oink',
  Goat: 'Bleat',
  Fowl: 'Honk',
  'Chicken, rooster': 'Crowing, cock-a-doodle-doo',
  Turkey: 'Gobble',
  Duck: 'Quack',
  Goose: 'Honk',
  'Wild animals': 'Whale vocalization',
  'Roaring cats (lions, tigers)': 'Roar',
  Bird: 'Bird flight, flapping wings',
  'Bird vocalization, bird call, bird song': 'Squawk',
  'Pigeon, dove': 'Coo',
  Crow: 'Caw',
  Owl: 'Hoot',
  'Rodents, rats, mice': 'Patter',
  Insect: 'Bee, wasp, etc.',
  Frog: 'Croak',
  Snake: 'Rattle',
  Music: 'Scary music',
  'Musical instrument': 'Scratching (performance technique)',
  'Plucked string instrument': 'Ukulele',
  Guitar: 'Strum',
  'Keyboard (musical)': 'Harpsichord',
  Piano: 'Electric piano',
  Organ: 'Hammond organ',
  Percussion: 'Steelpan',
  'Drum kit': 'Drum machine',
  Drum: 'Tabla',
  'Snare drum': 'Drum roll',
  Cymbal: 'Hi-hat',
  'Rattle (instrument)': 'Maraca',
  'Mallet percussion': 'Steelpan',
  'Brass instrument': 'Trombone',
  'Bowed string instrument': 'Double bass',
  'Violin, fiddle': 'Pizzicato',
  'Wind instrument, woodwind instrument': 'Clarinet',
  Bell: 'Change ringing (campanology)',
  Chime: 'Wind chime',
  'Rock music': 'Psychedelic rock',
  Country: 'Bluegrass',
  'Classical music': 'Opera',
  'Electronic music': 'Trance music',
  'Music of Latin America': 'Flamenco',
  'Vocal music': 'A capella',
  'Music of Africa': 'Afrobeat',
  'Christian music': 'Gospel music',
  'Music of Asia': 'Music of Bollywood',
  Wind: 'Wind noise (microphone)',
  Thunderstorm: 'Thunder',
  Water: 'Gurgling',
  Rain: 'Rain on surface',
  Ocean: 'Waves, surf',
  Fire: 'Crackle',
  Vehicle: 'Skateboard',
  'Boat, Water vehicle': 'Ship',
  'Motor vehicle (road)': 'Traffic noise, roadway noise',
  Car: 'Race car, auto racing',
  Truck: 'Ice cream truck, ice cream van',
  'Emergency vehicle': 'Fire engine, fire truck (siren)',
  'Rail transport': 'Subway, metro, underground',
  Train: 'Train horn',
  Aircraft: 'Fixed-wing aircraft, airplane',
  'Aircraft engine': 'Propeller, airscrew',
  Engine: 'Accelerating, revving, vroom',
  'Light engine (high frequency)': 'Chainsaw',
  Door: 'Squeak',
  Doorbell: 'Ding-dong',
  Toothbrush: 'Electric toothbrush',
  Typing: 'Computer keyboard',
  Alarm: 'Steam whistle',
  Telephone: 'Busy signal',
  Siren: 'Civil defense siren',
  Whistle: 'Steam whistle',
  Mechanisms: 'Single-lens reflex camera',
  Clock: 'Tick-tock',
  Camera: 'Single-lens reflex camera',
  Tools: 'Drill',
  'Power tool': 'Drill',
  Explosion: 'Boom',
  'Gunshot, gunfire': 'Cap gun',
  Fireworks: 'Firecracker',
  Wood: 'Crack',
  Glass: 'Shatter',
  Liquid: 'Boiling',
  'Splash, splatter': 'Slosh',
  Pour: 'Fill (with liquid)',
};

/** Class that stands for the absence of sound. */
export const SILENCE = 'Silence';

/** From `Silence` on to the end of the map: where and how a sound was recorded, not what made it. */
const FIRST_CLASS_OF_SCENES = SILENCE;

/** Class of all speech; the kinds of speech lie below it. */
export const SPEECH = 'Speech';

/** The tree over the classes of a class map. */
export interface SoundClasses {
  /** Names of the classes above each class, the most general first. */
  readonly broader: readonly (readonly string[])[];
  /** True for classes that name a room, a channel or a kind of noise. */
  isScene(index: number): boolean;
  /** True for speech and what lies below it. */
  isSpeech(index: number): boolean;
}

/** @param labels in the order of the class map; classes of another map have nothing above them */
export function soundClasses(labels: readonly string[]): SoundClasses {
  const places = new Map(labels.map((label, index) => [label, index]));
  const subtrees = Object.entries(SUBTREES).flatMap(([name, last]) => {
    const first = places.get(name);
    const end = places.get(last);
    return first === undefined || end === undefined ? [] : [{ name, first, end }];
  });
  const broader = labels.map((_, index) =>
    subtrees.filter(({ first, end }) => first < index && index <= end).map(({ name }) => name),
  );
  const firstScene = places.get(FIRST_CLASS_OF_SCENES) ?? labels.length;
  return {
    broader,
    isScene: (index) => index >= firstScene,
    isSpeech: (index) => labels[index] === SPEECH || (broader[index] ?? []).includes(SPEECH),
  };
}

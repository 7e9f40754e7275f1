/** A kind of things that the classifier tells apart more finely than it reliably can. */
export interface ObjectGroup {
  readonly name: string;
  /** First and last class of each run, counted as in ImageNet 2012 (0…999 in the order of WordNet ids). */
  readonly runs: readonly (readonly [first: number, last: number])[];
}

/** The classes of ImageNet 2012 lie next to their relatives, so a few runs make a kind. */
export const OBJECT_GROUPS: readonly ObjectGroup[] = [
  {
    name: 'fish',
    runs: [
      [0, 6],
      [389, 397],
    ],
  },
  {
    name: 'bird',
    runs: [
      [7, 24],
      [80, 100],
      [127, 146],
    ],
  },
  { name: 'frog or a salamander', runs: [[25, 32]] },
  { name: 'turtle', runs: [[33, 37]] },
  { name: 'lizard', runs: [[38, 48]] },
  { name: 'snake', runs: [[52, 68]] },
  { name: 'spider', runs: [[72, 77]] },
  { name: 'crab or a lobster', runs: [[118, 125]] },
  { name: 'dog', runs: [[151, 268]] },
  { name: 'wolf or a fox', runs: [[269, 280]] },
  { name: 'cat', runs: [[281, 285]] },
  { name: 'big cat', runs: [[286, 293]] },
  { name: 'bear', runs: [[294, 297]] },
  { name: 'insect', runs: [[300, 326]] },
  { name: 'monkey or an ape', runs: [[365, 382]] },
  { name: 'elephant', runs: [[385, 386]] },
  { name: 'fruit', runs: [[948, 957]] },
  { name: 'mushroom', runs: [[991, 997]] },
  {
    name: 'weight for lifting',
    runs: [
      [422, 422],
      [543, 543],
    ],
  },
  {
    name: 'ball',
    runs: [
      [429, 430],
      [522, 522],
      [574, 574],
      [722, 722],
      [768, 768],
      [805, 805],
      [852, 852],
      [890, 890],
    ],
  },
  {
    name: 'car',
    runs: [
      [407, 407],
      [436, 436],
      [468, 468],
      [511, 511],
      [609, 609],
      [627, 627],
      [656, 656],
      [661, 661],
      [751, 751],
      [817, 817],
    ],
  },
  {
    name: 'lorry',
    runs: [
      [555, 555],
      [569, 569],
      [864, 864],
      [867, 867],
    ],
  },
  {
    name: 'aircraft',
    runs: [
      [404, 405],
      [895, 895],
    ],
  },
  {
    name: 'boat or a ship',
    runs: [
      [403, 403],
      [472, 472],
      [484, 484],
      [510, 510],
      [554, 554],
      [576, 576],
      [625, 625],
      [628, 628],
      [724, 724],
      [780, 780],
      [814, 814],
      [833, 833],
      [871, 871],
      [914, 914],
    ],
  },
  {
    name: 'train',
    runs: [
      [466, 466],
      [547, 547],
      [705, 705],
      [820, 820],
    ],
  },
  {
    name: 'chair',
    runs: [
      [423, 423],
      [559, 559],
      [765, 765],
      [857, 857],
    ],
  },
  {
    name: 'musical instrument',
    runs: [
      [401, 402],
      [420, 420],
      [432, 432],
      [486, 486],
      [513, 513],
      [541, 541],
      [546, 546],
      [558, 558],
      [566, 566],
      [577, 577],
      [579, 579],
      [593, 594],
      [641, 642],
      [683, 684],
      [687, 687],
      [699, 699],
      [776, 776],
      [822, 822],
      [875, 875],
      [881, 881],
      [889, 889],
    ],
  },
  {
    name: 'computer',
    runs: [
      [527, 527],
      [590, 590],
      [620, 620],
      [681, 681],
    ],
  },
];

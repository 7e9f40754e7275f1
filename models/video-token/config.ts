import { z } from 'zod';
import { VidtokenError } from '../../src/core/errors.js';

const share = z.number().min(0).max(1);
const lessThanOne = z.number().min(0).lt(1);
const nonNegative = z.number().nonnegative();
const positive = z.number().positive();
const count = z.number().int().positive();

/**
 * Every knob of the student. Defaults with their units and reasons stand in `videoTokenDefaults`.
 * A knob with a default here is younger than the first models: their `config.json` does not have it, and off is what
 * they were trained with.
 */
export const videoTokenConfigSchema = z
  .strictObject({
    tokenDimension: count.max(4096),
    width: count.max(4096),
    encoderLayers: count.max(48),
    encoderHeads: count,
    decoderLayers: count.max(48),
    decoderHeads: count,
    feedForwardExpansion: count.max(16),
    activation: z.enum(['relu', 'squared-relu', 'gelu']),
    vocabularySize: count.min(260).max(65_536),
    maximumDescriptionTokens: count.max(4096),
    maximumTokensPerExtractor: count.max(4096),
    featureLimit: positive,
    minimumVideos: count.min(4),
    maximumVideos: count,
    validationShare: z.number().min(0.01).max(0.9),
    validationSalt: z.string(),
    batchSize: count,
    epochs: count,
    minimumSteps: count,
    minimumStepsPerEpoch: count,
    maximumSteps: count,
    patienceEpochs: count,
    learningRate: positive,
    warmUpShare: share,
    finalLearningRateShare: share,
    beta1: share,
    beta2: share,
    epsilon: positive,
    weightDecay: z.number().nonnegative(),
    gradientNormLimit: positive,
    wordDropout: share,
    modalityDropout: share,
    featureTokenDropout: share,
    centringMomentum: share,
    encoderDropout: lessThanOne.default(0),
    decoderDropout: lessThanOne.default(0),
    inputNoise: nonNegative.default(0),
    tokenDropout: lessThanOne.default(0),
    tokenNoise: nonNegative.default(0),
    labelSmoothing: lessThanOne.default(0),
    rareWordExponent: nonNegative.default(0),
    bagOfWordsWeight: nonNegative.default(0),
    bagOfWordsIdf: nonNegative.default(1),
    contrastiveWeight: nonNegative.default(0),
    contrastiveTemperature: positive.default(0.07),
    contrastiveDimension: z.number().int().min(0).max(4096).default(0),
    relationWeight: nonNegative.default(0),
    relationTemperature: positive.default(0.1),
    inputRelationWeight: nonNegative.default(0),
    centredGradient: z.boolean().default(false),
    crossEntropyWeight: nonNegative.default(1),
    encoder: z.enum(['transformer', 'pooled']).default('transformer'),
    featureDropout: lessThanOne.default(0),
    soundShare: lessThanOne.default(0),
    soundDimension: count.default(32),
    soundWidth: count.max(4096).default(64),
    headsPerPart: z.boolean().default(false),
    soundBagOfWordsIdf: nonNegative.default(2),
    averageDecay: lessThanOne.default(0),
    validationPrefixes: z
      .array(z.string().regex(/^[0-9a-f]$/))
      .max(15)
      .default([]),
    checkpointEverySteps: z.number().int().min(0).default(0),
    withoutTokenBaseline: z.boolean().default(false),
    retrievalVideos: z.number().int().min(0).default(0),
    ignoredMargin: z.number().nonnegative(),
    seed: z.number().int().min(0).max(0xffff_ffff),
  })
  .refine((config) => config.width % config.encoderHeads === 0 && config.width % config.decoderHeads === 0, {
    message: 'width must be a multiple of encoderHeads and of decoderHeads',
  })
  .refine(
    (config) =>
      config.crossEntropyWeight + config.bagOfWordsWeight + config.contrastiveWeight + config.relationWeight >
      0,
    { message: 'crossEntropyWeight may be 0 only when bagOfWords, contrastive or relationWeight is not' },
  )
  .refine((config) => config.inputRelationWeight === 0 || config.encoder === 'pooled', {
    message: 'inputRelationWeight needs the pooled encoder, whose statistics it compares',
  })
  .refine((config) => config.soundShare === 0 || config.soundDimension < config.tokenDimension, {
    message: 'soundDimension must be smaller than tokenDimension',
  })
  .refine(
    (config) =>
      config.soundShare === 0 || config.encoder === 'pooled' || config.soundWidth % config.encoderHeads === 0,
    { message: 'soundWidth must be a multiple of encoderHeads' },
  );
export type VideoTokenConfig = z.infer<typeof videoTokenConfigSchema>;

export const videoTokenDefaults: VideoTokenConfig = {
  /** Numbers in a video token. 256 costs nothing at search time and is not the bottleneck of training. */
  tokenDimension: 256,
  /** Numbers per row inside encoder and decoder. 128 trains 756 videos within minutes on WebAssembly. */
  width: 128,
  /** Layers of the encoder: transformer layers over the feature tokens, or residual blocks over their statistics. */
  encoderLayers: 2,
  encoderHeads: 2,
  /**
   * Transformer layers over the description. A weak decoder has to lean on the token: one layer reached a lower
   * validation loss than two on 756 videos, in 0.6 of the time.
   */
  decoderLayers: 1,
  /** Few wide heads: the cost of attention on WebAssembly grows with the number of products. */
  decoderHeads: 2,
  /** Hidden width of a feed-forward layer, in widths. */
  feedForwardExpansion: 2,
  /** `squared-relu` is as good as `gelu` at this size, and its tanh is slow on WebAssembly. */
  activation: 'squared-relu',
  /** Upper limit of token kinds of descriptions; 1,024 gives 1.15 tokens a word on 756 descriptions. */
  vocabularySize: 1024,
  /** Tokens of a description that are learned; holds 99.5 % of 470-character texts, the rest is cut and counted. */
  maximumDescriptionTokens: 192,
  /** Tokens of one extractor that are read; longer sequences are thinned evenly. */
  maximumTokensPerExtractor: 32,
  /** Standardised features are cut at this many standard deviations: one outlier must not rule a batch. */
  featureLimit: 5,
  /** Fewer described videos than this cannot be split and trained; the smallest allowed value is 4. */
  minimumVideos: 4,
  /** Videos that are read into memory for training, about 20 kB each; more are sampled by content hash. */
  maximumVideos: 20_000,
  /** Expected share of videos that are never trained on. */
  validationShare: 0.2,
  /** Another salt makes another split of the same videos. */
  validationSalt: 'video-token',
  /** Videos a step, each the others' comparison; a quarter of the training videos when there are fewer than four batches. */
  batchSize: 64,
  /** Passes over the training videos, unless `minimumSteps` asks for more or `maximumSteps` for fewer. */
  epochs: 60,
  /** Steps below which a small collection learns nothing: it is passed over more often instead. */
  minimumSteps: 120,
  /** Steps between two evaluations and checkpoints; an epoch of a small collection takes several passes. */
  minimumStepsPerEpoch: 12,
  /** Steps after which a large collection has learned what there is; bounds the time of a run. */
  maximumSteps: 20_000,
  /** Epochs without a better validation cross-entropy after which training stops. */
  patienceEpochs: 10,
  /** Highest step size of AdamW. */
  learningRate: 2e-3,
  /** Share of the steps over which the step size rises from 0. */
  warmUpShare: 0.08,
  /** The cosine ends at this share of the highest step size. */
  finalLearningRateShare: 0.02,
  beta1: 0.9,
  beta2: 0.98,
  epsilon: 1e-8,
  /** Decoupled; matrices only, never biases, gains and embeddings. */
  weightDecay: 0.05,
  /** Gradients longer than this, all together, are shortened to it. */
  gradientNormLimit: 1,
  /** Share of the decoder's input words that are hidden, so that it cannot do without the video token. */
  wordDropout: 0.3,
  /** Chance that a video of several modalities loses one in a step: a clip without sound is normal. */
  modalityDropout: 0.1,
  /** Share of feature tokens left out in a step. */
  featureTokenDropout: 0.1,
  /** Weight of the newest batch in the running mean of the tokens that centring subtracts. */
  centringMomentum: 0.05,
  /** Share of the values that each encoder layer adds to its rows, and of the projected features, that is set to 0. */
  encoderDropout: 0.3,
  /** The same in the decoder. Word dropout already keeps it from leaning on itself. */
  decoderDropout: 0,
  /** Deviation of normal noise on the features, in their standard deviations: no two steps see the same video. */
  inputNoise: 0,
  /** Share of the token's numbers that are set to 0 before anything reads it: the rest must do. */
  tokenDropout: 0,
  /** Deviation of normal noise on the token, in root mean squares of its numbers: near tokens must say the same. */
  tokenNoise: 0,
  /** Share of each target that is spread evenly over all words (Szegedy et al. 2016); 0 is the paper's equation 9. */
  labelSmoothing: 0,
  /**
   * A word counts in the cross-entropy like frequency^−exponent, mean 1 over the training words: content words are
   * rare, and function words are learned without the token. 0 counts every word alike, as the paper does.
   */
  rareWordExponent: 0,
  /** Factor of the loss of the bag-of-words head (nats per video) beside the cross-entropy (nats per word); 0 is off. */
  bagOfWordsWeight: 1,
  /** A word of the bag counts idf^exponent; 0 counts occurrences alone. Also for the contrastive description encoder. */
  bagOfWordsIdf: 1,
  /** Factor of the contrastive loss between tokens and descriptions (nats per video); 0 is off. */
  contrastiveWeight: 0,
  /** Cosines are divided by this: lower looks at the hardest negatives alone. */
  contrastiveTemperature: 0.07,
  /** Numbers of the space where token and description meet; 0 compares the token itself, without a map. */
  contrastiveDimension: 0,
  /** Factor of the loss that compares the videos of a batch as their descriptions do (nats per video); 0 is off. */
  relationWeight: 1,
  /** Cosines of tokens and of descriptions are divided by this: lower looks at the nearest neighbours alone. */
  relationTemperature: 0.1,
  /**
   * Factor of the loss that compares the videos of a batch as their features do (nats per video); 0 is off. For a
   * teacher that says less than the features know.
   */
  inputRelationWeight: 0,
  /** Take from the gradient what pushes all tokens of a batch alike: the running mean would let them drift apart from it. */
  centredGradient: true,
  /** Factor of the decoder's cross-entropy; with 0 the decoder still learns to read tokens, which it does not shape. */
  crossEntropyWeight: 1,
  /** `pooled` reads mean and deviation of each extractor's tokens: order-blind, and a third of the time. */
  encoder: 'pooled',
  /**
   * Share of the standardised input numbers that are set to 0 in a step. High, because thousands of numbers describe each
   * of a few hundred videos: what a single one says must not be learned by heart.
   */
  featureDropout: 0.6,
  /** Share of the token's squared length that sound has as a part of its own; 0 mixes all modalities in one. */
  soundShare: 0.26,
  /** Numbers of the token that belong to the sound, where it is a part of its own. */
  soundDimension: 32,
  /** Numbers per row inside the branch of the sound. */
  soundWidth: 64,
  /** With a part for sound: the heads look at each part by itself instead of at the whole token. */
  headsPerPart: true,
  /** idf exponent of the words that the part for sound must say by itself: few words speak of sound, and they are rare. */
  soundBagOfWordsIdf: 2,
  /** Share of the old average kept per step in the moving average of the weights that is evaluated and saved; 0 is off. */
  averageDecay: 0,
  /**
   * First hexadecimal digits of manifest ids whose videos are held out, for a split that is fixed by the data set.
   * Empty: by the salted hash, as are videos whose id does not start with such a digit.
   */
  validationPrefixes: [],
  /** Steps between two checkpoints within an epoch; 0 saves after each epoch alone, right when one takes minutes. */
  checkpointEverySteps: 0,
  /** Train a decoder without any token as well, for the report: costs about as much as the decoder's part of the run. */
  withoutTokenBaseline: true,
  /** Validation videos (by smallest content hash) whose descriptions are ranked by likelihood; the work grows with the square. */
  retrievalVideos: 100,
  /** Shuffling the tokens must raise the validation loss by more than this share, else the token is ignored. */
  ignoredMargin: 0.01,
  /** Of the initial weights, the order of the videos and every dropout. */
  seed: 7,
};

/** @throws VidtokenError `configuration` naming the knob, its value and what is allowed. */
export function checkConfig(config: VideoTokenConfig): VideoTokenConfig {
  const parsed = videoTokenConfigSchema.safeParse(config);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const name = issue?.path.join('.') ?? '';
  const value = JSON.stringify((config as Readonly<Record<string, unknown>>)[name]);
  throw new VidtokenError({
    code: 'configuration',
    message: `The training configuration is not valid: ${name === '' ? '' : `${name} = ${value}: `}${issue?.message}.`,
    hint: 'See models/video-token/config.ts for every knob, its unit and its default.',
  });
}

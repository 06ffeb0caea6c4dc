/**
 * Ids of all models, the default first. They are apart from the models themselves, which need the whole recommender: the
 * configuration and the bridge need only the ids.
 */
export const MODEL_IDS = ['neighbours-5', 'typical-1', 'drawn-1'] as const

export type ModelId = (typeof MODEL_IDS)[number]

/** How many models can run side by side: one serves, the others run as shadows. */
export const MODEL_SLOTS = 3

export const isModelId = (text: string): text is ModelId => MODEL_IDS.some((id) => id === text)

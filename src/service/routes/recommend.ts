import type { FastifyInstance } from 'fastify';
import { operations } from '../contract/operations.js';
import { createPredictorCache } from '../recommend/predictor-cache.js';
import { recommendByFactors } from '../recommend/recommend-by-factors.js';
import { isHistoryModel, recommendByHistory } from '../recommend/recommend-by-history.js';
import { addRoute } from '../route.js';
import type { Service } from '../service.js';

/** `POST /v1/recommend` */
export function addRecommendRoutes(app: FastifyInstance, service: Service): void {
  const predictors = createPredictorCache(service.context);
  app.addHook('onClose', async () => predictors.dispose());
  addRoute(app, operations.recommend, async ({ body: request }) => {
    const { model } = request;
    return isHistoryModel(model)
      ? recommendByHistory({ service, predictors, model, request })
      : recommendByFactors(service, request);
  });
}

export { type BillableUsage, costOf } from './cost';
export { findPrice, PRICE_LISTS, type PriceListName } from './find-price';
export { nanoUsdOf, usdFromNano } from './money';
export { priceAge } from './price-age';
export { type Price, type PriceClass } from './price';
export { inRegion } from './region';
export { inServiceTier } from './service-tier';
export { type BillableTool, type CostParts, costOfTools } from './tool-cost';

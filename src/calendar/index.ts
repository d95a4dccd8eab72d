export { type Interval, InvalidIntervalError, intervalOf, utcDayOf } from './interval';
